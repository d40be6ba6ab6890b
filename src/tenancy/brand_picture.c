/*
 * brand_picture.c - statements and rules of the pictures of a brand.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/brand_picture.h"

#include "base/crypto.h"
#include "base/text.h"
#include "tenancy/audit.h"
#include "tenancy/brand_picture_jobs.h"
#include "work/queue.h"

enum { NAME_CHARACTERS_MAX = 200, VERSION_BYTES = 16 };

/* clang-format off */
static const struct field brand_upload_fields[] = {
	FIELD(brand_upload, slot,       READ_ONLY,          0, "logo or favicon"),
	FIELD(brand_upload, number,     READ_ONLY,          0, "Counts up with each one"),
	FIELD(brand_upload, state,      READ_ONLY,          0, "fetching, checking, shown or refused"),
	FIELD(brand_upload, name,       READ_ONLY,          0, "Name of the file, or its address"),
	FIELD(brand_upload, reason,     READ_ONLY,          0, "Why it was refused"),
	FIELD(brand_upload, created_by, READ_ONLY | HIDDEN, 0, "User who sent it"),
	FIELD(brand_upload, base64,     READ_ONLY | HIDDEN, 0, "The bytes"),
	{ 0 }
};
const struct record brand_upload_record = RECORD(brand_upload);

static const struct field brand_picture_fields[] = {
	FIELD(brand_picture, version,    READ_ONLY,          0, "Part of its address"),
	FIELD(brand_picture, hides_on,   READ_ONLY,          0, "Where it needs a plate"),
	FIELD(brand_picture, media_type, READ_ONLY,          0, "Media type"),
	FIELD(brand_picture, width,      READ_ONLY,          0, "Width"),
	FIELD(brand_picture, height,     READ_ONLY,          0, "Height"),
	FIELD(brand_picture, base64,     READ_ONLY | HIDDEN, 0, "The bytes"),
	{ 0 }
};
const struct record brand_picture_record = RECORD(brand_picture);

/* PostgreSQL breaks base64 into lines. */
#define BASE64(column) "translate(encode(" column ", 'base64'), E'\\n', '')"
#define PUT                                                                     \
	"INSERT INTO brand_uploads AS u (slot, state, name, bytes, created_by)" \
	" VALUES ($1, $2, $3, decode($4, 'base64'), $5)"                        \
	" ON CONFLICT (tenant_id, slot) DO UPDATE SET number = u.number + 1,"   \
	" state = $2, name = $3, bytes = decode($4, 'base64'),"                 \
	" created_by = $5,"                                                     \
	" reason = NULL, created_at = now(), ended_at = NULL"                   \
	" RETURNING slot, number, state, name"

enum { TAKE, TELL, REMOVE, FORGET_ADDRESS, LOAD, SHOWN, REFUSED };
enum { FIND, FIND_MAIL, OF_MAILS, TENANT, STORE, DROP };

const struct query brand_upload_queries[] = {
	[TAKE] = { "brand_upload_take", PUT },
	[TELL] = { "brand_upload_tell",
	    "SELECT slot, state, name, reason FROM brand_uploads ORDER BY slot" },
	[REMOVE] = { "brand_upload_remove",
	    "DELETE FROM brand_uploads WHERE slot = $1" },
	[FORGET_ADDRESS] = { "brand_upload_forget_address",
	    "UPDATE settings SET value = '', updated_at = now()"
	    " WHERE key = 'branding_' || $1 || '_url' AND value <> ''" },
	[LOAD] = { "brand_upload_load",
	    "SELECT slot, number, state, name, created_by, "
	    BASE64("bytes") " AS base64 FROM brand_uploads"
	    " WHERE slot = $1 AND state IN ('fetching', 'checking')" },
	[SHOWN] = { "brand_upload_shown",
	    "UPDATE brand_uploads SET state = 'shown', reason = NULL,"
	    " bytes = NULL, ended_at = now()"
	    " WHERE slot = $1 AND number = $2" },
	[REFUSED] = { "brand_upload_refused",
	    "UPDATE brand_uploads SET state = 'refused', reason = $3,"
	    " bytes = NULL, ended_at = now()"
	    " WHERE slot = $1 AND number = $2" },
	{ 0 }
};

#define META "version, hides_on, media_type, width, height"

const struct query brand_picture_queries[] = {
	[FIND] = { "brand_picture_find",
	    "SELECT " META ", " BASE64("bytes") " AS base64"
	    " FROM brand_pictures WHERE slot = $1 AND version = $2" },
	[FIND_MAIL] = { "brand_picture_find_mail",
	    "SELECT version, 'image/png' AS media_type, mail_width AS width,"
	    " mail_height AS height, " BASE64("mail_bytes") " AS base64"
	    " FROM brand_pictures WHERE slot = 'logo' AND version = $1"
	    " AND mail_bytes IS NOT NULL" },
	[OF_MAILS] = { "brand_picture_of_mails",
	    "SELECT version, hides_on, mail_width AS width,"
	    " mail_height AS height FROM brand_pictures WHERE slot = 'logo'"
	    " AND mail_width IS NOT NULL" },
	[TENANT] = { "brand_picture_tenant",
	    "SELECT brand_picture_tenant($1) AS width" },
	[STORE] = { "brand_picture_store",
	    "INSERT INTO brand_pictures (slot, version, hides_on, media_type,"
	    " width, height, bytes, mail_width, mail_height, mail_bytes)"
	    " VALUES ($1, $2, $3, $4, $5, $6, decode($7, 'base64'), $8, $9,"
	    " decode($10, 'base64')) ON CONFLICT (tenant_id, slot) DO UPDATE SET"
	    " version = $2, hides_on = $3, media_type = $4, width = $5,"
	    " height = $6, bytes = decode($7, 'base64'), mail_width = $8,"
	    " mail_height = $9, mail_bytes = decode($10, 'base64'),"
	    " created_at = now()" },
	[DROP] = { "brand_picture_drop",
	    "DELETE FROM brand_pictures WHERE slot = $1" },
	{ 0 }
};
/* clang-format on */

bool
brand_slot_check(struct task *task, const char *slot)
{
	if (text_is_equal(slot, BRAND_LOGO) ||
	    text_is_equal(slot, BRAND_FAVICON))
		return true;
	return fail(task, NOT_FOUND, "There is no such picture.");
}

/* Stores what came and asks for the job; base64 NULL: it is still to be
 * fetched. */
static bool
put(struct task *task, const char *slot, const char *name, const char *base64)
{
	const struct brand_upload *upload = db_one(task, brand_upload, TAKE,
	    arg(slot), arg(base64 == NULL ? "fetching" : "checking"),
	    arg(text_prefix(task->arena, name, NAME_CHARACTERS_MAX)),
	    arg(base64), arg_id(task->actor.user_id));

	if (upload == NULL)
		return false;
	queue_add(task, JOB_BRAND_PICTURE, slot, NULL, 0);
	audit(
	    task, "branding.picture", slot, &brand_upload_record, NULL, upload);
	return true;
}

bool
brand_upload_take(struct task *task, const char *slot, const char *name,
    const char *bytes, size_t len)
{
	enum picture_type type = picture_sniff(bytes, len);
	struct arena *own;
	bool is_taken;

	if (len == 0)
		return fail_field(task, "#/file", "the file is empty");
	if (len > PICTURE_BYTES_MAX)
		return fail(task, TOO_LARGE,
		    "A picture may have at most %d MiB.",
		    PICTURE_BYTES_MAX >> 20);
	if (type == PICTURE_UNKNOWN)
		return fail_field(
		    task, "#/file", "is no PNG, JPEG, WebP or SVG");
	db_later(task, brand_upload, FORGET_ADDRESS, arg(slot));
	/* Needed for a moment only. */
	own = arena_create(len / 3 * 4 + 1024, len * 2 + 2048);
	is_taken = put(task, slot, text_is_empty(name) ? slot : name,
	    text_base64(own, bytes, len));
	arena_free(own);
	return is_taken;
}

static bool
follow(struct task *task, const char *slot, const char *before,
    const char *after, const char *state, bool *is_busy)
{
	if (text_is_equal(before, after) &&
	    (text_is_empty(after) || !text_is_equal(state, "refused")))
		return true;
	if (text_is_empty(after)) {
		db_later(task, brand_upload, REMOVE, arg(slot));
		db_later(task, brand_picture, DROP, arg(slot));
		return true;
	}
	*is_busy = true;
	return put(task, slot, after, NULL);
}

bool
brand_upload_follow(struct task *task, const struct brand *before,
    const struct brand *after, bool *is_busy)
{
	struct brand states = *before;

	*is_busy = false;
	return brand_upload_tell(task, &states) &&
	    follow(task, BRAND_LOGO, before->branding_logo_url,
		after->branding_logo_url, states.branding_logo_state,
		is_busy) &&
	    follow(task, BRAND_FAVICON, before->branding_favicon_url,
		after->branding_favicon_url, states.branding_favicon_state,
		is_busy);
}

bool
brand_upload_tell(struct task *task, struct brand *brand)
{
	const struct list *uploads = db_many(task, brand_upload, TELL);

	if (uploads == NULL)
		return false;
	list_each(uploads, struct brand_upload, upload) {
		bool is_logo = text_is_equal(upload->slot, BRAND_LOGO);

		*(is_logo ? &brand->branding_logo_state
			  : &brand->branding_favicon_state) = upload->state;
		*(is_logo ? &brand->branding_logo_reason
			  : &brand->branding_favicon_reason) = upload->reason;
	}
	return true;
}

bool
brand_picture_remove(struct task *task, const char *slot)
{
	struct brand_upload gone = { .slot = slot, .state = "shown" };
	int64_t uploads, pictures;

	if (!db_run(task, brand_upload, REMOVE, &uploads, arg(slot)) ||
	    !db_run(task, brand_picture, DROP, &pictures, arg(slot)))
		return false;
	if (uploads == 0 && pictures == 0)
		return fail(task, NOT_FOUND, "There is no such picture.");
	db_later(task, brand_upload, FORGET_ADDRESS, arg(slot));
	audit(task, "branding.picture_remove", slot, &brand_upload_record,
	    &gone, NULL);
	return true;
}

const struct brand_picture *
brand_picture_find(struct task *task, const char *slot, const char *version)
{
	return db_maybe(task, brand_picture, FIND, arg(slot), arg(version));
}

const struct brand_picture *
brand_picture_find_mail(struct task *task, const char *version)
{
	return db_maybe(task, brand_picture, FIND_MAIL, arg(version));
}

const struct brand_picture *
brand_picture_of_mails(struct task *task)
{
	return db_maybe(task, brand_picture, OF_MAILS);
}

int64_t
brand_picture_tenant(struct task *task, const char *version)
{
	const struct brand_picture *found =
	    db_one(task, brand_picture, TENANT, arg(version));

	return found == NULL ? 0 : found->width;
}

const struct brand_upload *
brand_upload_find(struct task *task, const char *slot)
{
	return db_maybe(task, brand_upload, LOAD, arg(slot));
}

static const char *
version_of(struct task *task, const char *slot, const struct picture_set *set)
{
	struct buf buf = buf_new(task->arena, PICTURE_SET_BYTES_MAX);
	unsigned char digest[SHA256_BYTES];

	buf_printf(&buf, "%" PRId64 ":%s:", task->tenant_id, slot);
	picture_set_write(&buf, set);
	crypto_sha256(buf.data, buf.len, digest);
	return text_hex(task->arena, digest, VERSION_BYTES);
}

bool
brand_upload_show(struct task *task, const struct brand_upload *upload,
    const struct picture_set *set, bool *is_current)
{
	const struct picture *mail = &set->for_mail;
	bool has_mail = mail->media_type != NULL;
	int64_t count;

	if (!db_run(task, brand_upload, SHOWN, &count, arg(upload->slot),
		arg(upload->number)))
		return false;
	*is_current = count == 1;
	if (count == 0)
		return true;
	return db_run(task, brand_picture, STORE, NULL, arg(upload->slot),
	    arg(version_of(task, upload->slot, set)), arg(set->hides_on),
	    arg(set->screen.media_type), arg(set->screen.width),
	    arg(set->screen.height),
	    arg(text_base64(task->arena, set->screen.bytes, set->screen.len)),
	    arg_id(mail->width), arg_id(mail->height),
	    arg(has_mail ? text_base64(task->arena, mail->bytes, mail->len)
			 : NULL));
}

bool
brand_upload_refuse(
    struct task *task, const struct brand_upload *upload, const char *reason)
{
	return db_run(task, brand_upload, REFUSED, NULL, arg(upload->slot),
	    arg(upload->number), arg(reason));
}
