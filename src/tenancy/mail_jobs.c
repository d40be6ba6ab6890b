/*
 * mail_jobs.c - the job "mail".
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/mail_jobs.h"

#include "base/check.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "net/mail_header.h"
#include "net/mail_message.h"
#include "tenancy/brand_picture.h"
#include "tenancy/mail_view.h"
#include "view/palette.h"

enum {
	/* Time enough for a server that scans what it takes. */
	CALL_TIMEOUT_MS = 60000,
	/* Some six hours with the default pauses: greylisting and an evening's
	 * maintenance pass, and the links in most mails still work. */
	ATTEMPTS_MAX = 80,
	/* Servers turn down many connections of one client at once. */
	RUNNING_MAX = 8,
	NAME_CHARACTERS_MAX = 100,
	SUBJECT_CHARACTERS_MAX = 200,
	REASON_CHARACTERS_MAX = 300,
};

const char *
mail_jobs_read(struct arena *arena, const struct config *config)
{
	const char *complaint;

	if (!text_is_empty(config->smtp_url)) {
		complaint = mail_url_complaint(arena, config->smtp_url);
		if (complaint != NULL)
			return complaint;
		if (!mail_address_is_good(config->smtp_from))
			return "SMTP_FROM must be the address that mails come "
			       "from, such as noreply@example.com.";
		if (!mail_text_is_clean(config->smtp_from_name))
			return "SMTP_FROM_NAME has control characters.";
	}
	return mail_view_read(arena, config->template_dir);
}

/* The same for every attempt to send the same mail, another one when the job's
 * mail was replaced, and telling nothing of how many there are. */
static const char *
message_id(struct task *task, const struct job_row *row)
{
	const char *seed = arena_printf(task->arena,
	    "mail:%" PRId64 ":%" PRId64 ":%" PRId64 ":%" PRId64, row->tenant_id,
	    row->id, row->generation, row->created_at.us);
	unsigned char master[AES_KEY_BYTES], mac[SHA256_BYTES];

	config_master_key(task->config, master);
	crypto_hmac_sha256(master, sizeof(master), seed, strlen(seed), mac);
	crypto_wipe(master, sizeof(master));
	return arena_printf(task->arena, "%s%s",
	    text_hex(task->arena, mac, sizeof(mac) / 2),
	    strchr(task->config->smtp_from, '@'));
}

/* The studio's own name, else the one that the mail was asked for with. */
static const char *
name_of(struct task *task, const struct mail *mail, const struct brand *brand)
{
	const char *name = brand->studio_name;

	if (text_is_empty(name))
		name = json_text_at(mail->context, "studio_name");
	if (text_is_empty(name))
		name = task->config->smtp_from_name;
	return mail_text_clean(task->arena, name, NAME_CHARACTERS_MAX);
}

static const char *
color_text(struct task *task, struct color color)
{
	char text[COLOR_TEXT_BYTES];

	color_write(color, text);
	return arena_copy(task->arena, text);
}

/* The logo has an address of its own, because mail programs show no data in
 * addresses; half as large as it is, for fine screens. */
static bool
add_logo(struct task *task, struct mail_brand *shown)
{
	const struct brand_picture *logo = brand_picture_of_mails(task);

	if (logo == NULL)
		return !task_has_failed(task);
	shown->logo_url = arena_printf(task->arena, "%s/brand/logo?v=%s",
	    task->config->public_url, logo->version);
	shown->logo_width = (logo->width + 1) / 2;
	shown->logo_height = (logo->height + 1) / 2;
	shown->logo_is_pale = text_is_equal(logo->hides_on, "light");
	return true;
}

static const struct mail_brand *
brand_of(struct task *task, const struct mail *mail)
{
	struct mail_brand *shown = arena_new(task->arena, struct mail_brand);
	const struct brand *brand = brand_find(task);
	struct palette palette;
	struct color color;

	if (brand == NULL)
		return NULL;
	if (!color_read(brand->branding_primary_color, &color))
		check(color_read(PALETTE_DEFAULT, &color));
	palette = palette_of(color);
	shown->name = name_of(task, mail, brand);
	shown->fill = color_text(task, palette.light.fill);
	shown->ink = color_text(task, palette.light.fill_ink);
	return add_logo(task, shown) ? shown : NULL;
}

static const struct mail_call *
call_of(struct task *task, const struct mail *mail,
    const struct mail_message *message)
{
	const struct config *config = task->config;
	struct mail_call *call = arena_new(task->arena, struct mail_call);
	const char *complaint = NULL;

	call->message = mail_message_write(
	    task->arena, message, &call->message_len, &complaint);
	if (call->message == NULL)
		return fail(task, INVALID, "%s", complaint);
	call->url = config->smtp_url;
	call->user = config->smtp_user;
	call->password = config->smtp_password;
	call->ca_file = config->smtp_ca_file;
	call->from = config->smtp_from;
	call->to = mail->to;
	call->timeout_ms = CALL_TIMEOUT_MS;
	return call;
}

/* The problem would be the same at every attempt. */
static struct next
give_up(struct task *task)
{
	const char *reason = task->problem->detail;

	task_forgive(task);
	return next_give_up(reason);
}

static struct next settle(struct job *job);

static struct next
send(struct job *job, const struct mail *mail)
{
	struct task *task = &job->task;
	const struct mail_brand *brand = brand_of(task, mail);
	struct mail_message message = { .date = instant_now() };
	const struct mail_call *call;
	const struct mail_view *view;

	if (brand == NULL)
		return next_retry(-1, "the studio can not be read");
	view = mail_view_render(task, mail, brand, NULL, NULL);
	if (view == NULL)
		return give_up(task);
	message.from = task->config->smtp_from;
	message.from_name = brand->name;
	message.to = mail->to;
	message.to_name = mail->to_name;
	message.subject =
	    mail_text_clean(task->arena, view->subject, SUBJECT_CHARACTERS_MAX);
	message.id = message_id(task, job->row);
	message.language = view->language;
	message.text = view->text;
	message.html = view->html;
	call = call_of(task, mail, &message);
	if (call == NULL)
		return give_up(task);
	return next_mail(call, settle);
}

static struct next
begin(struct job *job)
{
	struct task *task = &job->task;
	struct mail *mail;

	if (text_is_empty(task->config->smtp_url)) {
		log_event(task, LOG_WARN, "mail_not_configured",
		    "a mail is not sent: SMTP_URL is not set");
		return next_give_up("mail is not configured: set SMTP_URL and "
				    "SMTP_FROM, then run the job again");
	}
	mail = mail_open(task, job->row->key, job->row->payload);
	if (mail == NULL)
		return give_up(task);
	job->state = mail;
	return send(job, mail);
}

/* What stands in the log and the queue, without the recipient's address, which
 * most servers repeat. */
static const char *
reason_of(struct job *job)
{
	const struct mail *mail = job->state;
	const struct mail_response *mailed = job->mailed;
	struct buf out = buf_new(job->task.arena, 8 * 1024);
	const char *said = mailed->status >= 400 ? mailed->text : mailed->error;
	size_t len = strlen(mail->to);

	if (mailed->outcome == MAIL_NOT_SENT)
		buf_printf(&out, "the mail server can not be used: %s%s",
		    mailed->error, said == mailed->error ? "" : ": ");
	else if (mailed->outcome == MAIL_UNKNOWN)
		buf_add(&out, "nobody knows whether it arrived: ");
	if (mailed->outcome == MAIL_NOT_SENT && said == mailed->error)
		said = "";
	while (*said != '\0') {
		if (strncasecmp(said, mail->to, len) == 0) {
			buf_add(&out, "(recipient)");
			said += len;
		} else
			buf_add_char(&out, *said++);
	}
	return text_prefix(
	    job->task.arena, buf_text(&out), REASON_CHARACTERS_MAX);
}

static struct next
settle(struct job *job)
{
	struct task *task = &job->task;
	const struct mail_response *mailed = job->mailed;
	const char *template = json_text_at(job->row->payload, "template");

	switch (mailed->outcome) {
	case MAIL_ACCEPTED:
		log_event(task, LOG_INFO, "mail_sent",
		    "%s handed over in %" PRId64 " ms", template,
		    mailed->duration_ms);
		return next_done();
	case MAIL_REFUSED:
		log_event(task, LOG_WARN, "mail_refused", "%s: %s", template,
		    reason_of(job));
		return next_give_up(reason_of(job));
	case MAIL_DEFERRED:
	case MAIL_NOT_SENT:
	case MAIL_UNKNOWN:
	case MAIL_UNSET:
		break;
	}
	return next_retry(-1, reason_of(job));
}

const struct job_kind mail_jobs[] = {
	{ JOB_MAIL, begin, NULL, ATTEMPTS_MAX, RUNNING_MAX },
	{ 0 },
};
