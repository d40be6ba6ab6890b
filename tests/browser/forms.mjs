/* forms.mjs - every form of the deck: what it does when all is well, and what it
 * says when not. SPDX-License-Identifier: ISC */
import { contextNew, contextOf, signIn, watchPage } from "./browser.mjs";
import { ariia, base, build, call, forgetLimits, fresh, linkTo, password, run, totp, whatsapp } from "./product.mjs";
import { eventually, expect, expectEqual, once, test } from "./runner.mjs";
import { personNew, studioNew, userNew } from "./seed.mjs";
import { inTab } from "./visit.mjs";
import { stoppedJob, tenantId } from "./ways.mjs";

const long = (count) => "x".repeat(count);
const reason = "Hilfe beim Einrichten, Ticket 42";
const picture = { name: "zeichen.svg", mimeType: "image/svg+xml", buffer: Buffer.from(
	"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"32\" height=\"32\"><path fill=\"#336699\" d=\"M0 0h32v32H0z\"/></svg>") };
const fileOf = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/*
 * What a form needs before it: the id of something new in the studio.
 */
const makes = {
	member: async ({ token }) => (await call("POST", "/admin/members", token,
		{ first_name: "Form", last_name: fresh("Test"), email: `${fresh("m")}@mail.example` })).id,
	document: async ({ token }) => (await call("POST", "/admin/knowledge", token,
		{ title: fresh("Text "), language: "de", text: "# Eins\n\nZwei" })).id,
	canned: async ({ token }) => (await call("POST", "/admin/canned-replies", token,
		{ title: fresh("Baustein "), text: "Gern!" })).id,
	talk: async (world) => {
		const from = `49151${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;
		const name = fresh("Gast ");

		await whatsapp(world.studio, from, name, "Wo kann ich parken?");
		return eventually(async () => {
			const { items } = await call("GET", `/sessions?order=activity&q=${encodeURIComponent(name)}`, world.token);
			return items[0]?.id;
		}, "a conversation");
	},
	human: async (world) => {
		const id = await makes.talk(world);
		await call("POST", `/sessions/${id}/take-over`, world.token);
		return id;
	},
	verified: async (world) => {
		const [id, member_id] = [await makes.talk(world), await makes.member(world)];
		const from = (await call("GET", `/sessions/${id}`, world.token)).user_key;
		const { code } = await call("POST", `/sessions/${id}/verification-code`, world.token, { member_id });

		await whatsapp(world.studio, from, "Gast", String(code));
		await eventually(async () => (await call("GET", `/sessions/${id}`, world.token)).member_id !== null, "the proof");
		return id;
	},
	alert: async (world) => {
		const from = `49152${String(Math.floor(Math.random() * 1e8)).padStart(8, "0")}`;

		await whatsapp(world.studio, from, "Notfall", "Hilfe, jemand ist bewusstlos!");
		return eventually(async () => {
			const { items } = await call("GET", "/admin/alerts", world.token);
			return items.find((one) => one.acknowledged_at === null)?.id;
		}, "an alert");
	},
	dryRun: async ({ token }) => {
		const { id } = await call("POST", "/admin/members/import?dry_run=true", token,
			`customer_id,first_name,last_name\n${fresh("c")},Nur,Probe\n`, "text/csv");

		await eventually(async () =>
			(await call("GET", `/admin/members/imports/${id}`, token)).finished_at !== null, "the look at a file");
		return id;
	},
	applicant: async () => {
		const email = `${fresh("neu")}@mail.example`;
		await call("POST", "/auth/register", null, { tenant_name: fresh("Neu "), email, password });
		return linkTo(email, "/verify");
	},
	forgetful: async ({ studio }) => {
		const user = await personNew(studio, fresh("vergesslich"), "tenant_user", "Vera", false);
		await call("POST", "/auth/password/forgot", null, { email: user.email });
		return linkTo(user.email, "/reset");
	},
	guest: async ({ studio, token }) => {
		const email = `${fresh("gast")}@${studio.slug}.example`;
		await call("POST", "/auth/invitations", token, { email, role: "tenant_user", locale: "de-DE" });
		return linkTo(email, "/invitation");
	},
	colleague: async ({ studio }) => personNew(studio, fresh("kollege"), "tenant_user", "Kolja"),
	/* Signed in somewhere else too. */
	twoPlaces: async ({ studio }) => userNew(studio, fresh("kollege"), "tenant_user", "Kolja"),
	person: async ({ studio }) => (await personNew(studio, fresh("person"), "tenant_user", "Petra", false)).id,
	personIn: async (world) => (await makes.twoPlaces(world)).id,
	invitation: async ({ studio, token }) => (await call("POST", "/auth/invitations", token,
		{ email: `${fresh("gast")}@${studio.slug}.example`, role: "tenant_user" })).id,
	/* Long enough ago that its mail may be sent again. */
	oldInvitation: async (world) => {
		const id = await makes.invitation(world);

		await run("psql", [process.env.ARIIA_DATABASE_URL, "-qXc", `UPDATE invitations SET sent_at = now() - interval '1 hour' WHERE id = ${Number(id)}`]);
		return id;
	},
	apiKey: async ({ token }) => (await call("POST", "/auth/api-keys", token, { name: fresh("Kasse "), scopes: "members:read" })).id,
	operator: async ({ operator }) => personNew(operator.studio, fresh("betrieb"), "system_admin", "Otto Operator"),
	tenant: async ({ operator }) => {
		const slug = fresh("studio");
		await ariia(["tenant", "create", "--name", "Wechselhaft", "--slug", slug, "--plan", "pro", "--verified"]);
		return { slug, id: await tenantId(operator.token, slug) };
	},
	closed: async (world) => {
		const made = await makes.tenant(world);
		await call("PUT", `/admin/tenants/${made.id}/deactivate`, world.operator.token, {});
		return made;
	},
	job: ({ studio, operator }) => stoppedJob(studio, operator.token),
	careful: async ({ studio }) => {
		const user = await userNew(studio, fresh("vorsichtig"), "tenant_user", "Vera");
		const { secret } = await call("POST", "/auth/second-factor", user.token, {});
		await call("POST", "/auth/second-factor/confirm", user.token, { code: totp(secret, -1) });
		return { ...user, secret };
	},
};

/*
 * By action: at, the page with the form; makes, what there must be before, whose
 * id is in {}; who, by default the administrator, or "anybody" or "made" for the
 * user that was made; good, what is typed; lands, where it leads; bad, and the
 * name of the field that is wrong then ("" for a message above the form); status
 * of the bad answer, by default 422; says, what the page has then.
 */
const forms = {
	"/login": { who: "anybody", makes: "colleague", at: "/login", good: (made) => ({ email: made.email, password }),
		lands: "/today", bad: (made) => ({ email: made.email, password: "wrong-wrong-wrong" }), wrong: "", status: 401 },
	"/second-factor": { who: "anybody", makes: "careful", before: (page, made) => signIn(page, made),
		good: (made) => ({ code: totp(made.secret, 0) }), lands: "/today", bad: { code: "000000" }, wrong: "", status: 401 },
	"/confirm": { who: "made", makes: "colleague", at: "/confirm?next=/account", good: { password }, lands: "/account",
		bad: { password: "wrong-wrong-wrong" }, wrong: "", status: 401 },
	"/logout": { who: "made", makes: "colleague", at: "/logout", good: {}, lands: "/login" },
	"/account/sessions/end": { who: "made", makes: "twoPlaces", at: "/account", good: {}, lands: "/account" },
	"/account/sessions/{id}/end": { who: "made", makes: "twoPlaces", at: "/account", good: {}, lands: "/account" },
	"/account/profile": { who: "made", makes: "colleague", at: "/account",
		good: { full_name: "Kolja Neu", locale: "en-GB", timezone: "Europe/London" }, lands: "/account",
		bad: { full_name: long(201) }, wrong: "full_name" },
	"/account/password": { who: "made", makes: "colleague", at: "/account", good: { old: password, new: "Anderes-Pferd-8-Batterie" },
		lands: "/account", bad: { old: password, new: "kurz" }, wrong: "new" },
	"/account/second-factor": { who: "made", makes: "colleague", at: "/account/second-factor", good: {}, lands: "/account/second-factor" },
	"/account/second-factor/confirm": { who: "made", makes: "colleague", at: "/account/second-factor",
		before: (page) => send(page, "/account/second-factor", {}),
		good: async (made, page) => ({ code: totp((await page.locator("code.secret").innerText()).replaceAll(" ", "")) }),
		stays: "/account/second-factor/confirm", bad: { code: "000000" }, wrong: "code" },
	"/account/second-factor/codes": { who: "made careful", makes: "careful", at: "/account", good: {}, stays: "/account/second-factor/codes" },
	"/account/second-factor/off": { who: "made careful", makes: "careful", at: "/account", good: {}, lands: "/account" },
	"/register": { who: "anybody", at: "/register",
		good: () => ({ tenant_name: fresh("Studio "), full_name: "Kim Neu", email: `${fresh("kim")}@mail.example`, password }),
		lands: "/registered", bad: { tenant_name: "Studio", full_name: "Kim", email: "kim@mail.example", password: "password1234" }, wrong: "password" },
	"/registered": { who: "anybody", at: "/registered", good: { email: "kim@mail.example" }, lands: "/registered",
		bad: { email: "" }, wrong: "email" },
	"/verify": { who: "anybody", makes: "applicant", at: "{}", good: {}, lands: "/(verify|login|today)",
		badAt: "/verify?token=falsch&tenant=nirgends", bad: {}, wrong: "" },
	"/forgot": { who: "anybody", at: "/forgot", good: { email: "kim@mail.example" }, lands: "/forgot",
		bad: { email: "" }, wrong: "email" },
	"/reset": { who: "anybody", makes: "forgetful", at: "{}", good: { password: "Anderes-Pferd-8-Batterie" }, lands: "/login",
		bad: { password: "kurz" }, wrong: "password" },
	"/invitation": { who: "anybody", makes: "guest", at: "{}", good: { full_name: "Gustav Gast", password }, lands: "/(today|login|account)",
		bad: { full_name: "Gustav Gast", password: "kurz" }, wrong: "password" },
	"/auth/impersonation/end": { who: "made", makes: "operator", at: (world) => world.someone,
		before: (page) => send(page, "/platform/studios/{id}/people/{user_id}", { reason }), good: {}, lands: "/login" },
	"/admin/prompts/{agent}/try": { at: "/admin/prompts/sales/try", good: { text: "Was kostet das?" }, stays: "/admin/prompts/sales/try",
		bad: { text: "" }, wrong: "text" },
	"/members/new": { at: "/members/new", good: () => ({ first_name: "Neu", last_name: fresh("N"), email: `${fresh("n")}@mail.example`,
		birth_date: "1990-01-31", tags: "yoga, neu", notes: "Zeile", language: "de" }), lands: "/members/[0-9]+",
		bad: { first_name: "Neu", email: "keine", notes: "bleibt" }, wrong: "email" },
	"/members/{id}/edit": { makes: "member", at: "/members/{}/edit", good: { first_name: "Geändert", email: "geht@mail.example", is_paused: true }, lands: "/members/[0-9]+",
		bad: { first_name: "Geändert", email: "keine" }, wrong: "email" },
	"/members/{id}/remove": { makes: "member", at: "/members/{}/remove", good: {}, lands: "/members" },
	"/members/{id}/memory": { makes: "member", at: "/members/{}/memory", good: { summary: "Kommt morgens.", goals: "Marathon" },
		lands: "/members/[0-9]+", bad: { summary: long(2001), goals: "bleibt" }, wrong: "summary" },
	"/members/{id}/memory/erase": { makes: "member", at: "/members/{}/memory/erase", good: {}, lands: "/members/[0-9]+" },
	"/members/import": { at: "/members/import", good: () => ({ file: fileOf("m.csv", `customer_id,first_name\n${fresh("c")},A\n`) }),
		lands: "/members/imports/[0-9]+", bad: {}, wrong: "file" },
	"/members/imports/{id}/run": { makes: "dryRun", at: "/members/imports/{}", good: {}, lands: "/members/imports/[0-9]+" },
	"/inbox/{id}/take-over": { makes: "talk", at: "/inbox/{}", good: {}, lands: "/inbox/[0-9]+" },
	"/inbox/{id}/give-back": { makes: "human", at: "/inbox/{}", good: {}, lands: "/inbox/[0-9]+" },
	"/inbox/{id}/reply": { makes: "talk", at: "/inbox/{}", good: { text: "Unter dem Haus." }, lands: "/inbox/[0-9]+", says: "Unter dem Haus.",
		bad: { text: "" }, wrong: "text" },
	"/inbox/{id}/assign": { makes: "talk", at: "/inbox/{}", good: async (made, page) => ({ user_id:
		await page.locator("select[name=user_id] option:nth-child(2)").getAttribute("value") }), lands: "/inbox/[0-9]+" },
	"/inbox/{id}/notes": { makes: "talk", at: "/inbox/{}", good: { text: "Notiz für uns" }, lands: "/inbox/[0-9]+", says: "Notiz für uns",
		bad: { text: "" }, wrong: "text" },
	"/inbox/{id}/verification-code": { makes: "talk", at: async (world, made) => {
		await makes.member(world);
		return `/inbox/${made}?member=Form`;
	}, good: {}, stays: "/inbox/[0-9]+/verification-code" },
	"/inbox/{id}/forget-member": { makes: "verified", at: "/inbox/{}", good: {}, lands: "/inbox/[0-9]+" },
	"/alerts/{id}/acknowledge": { makes: "alert", at: "/alerts", good: {}, lands: "/alerts" },
	"/canned-replies": { at: "/canned-replies", good: () => ({ title: fresh("Neu "), text: "Gern!" }), lands: "/canned-replies",
		bad: { title: "", text: "bleibt" }, wrong: "title" },
	"/canned-replies/{id}": { makes: "canned", at: "/canned-replies/{}", good: () => ({ title: fresh("Anders "), text: "Sehr gern!" }), lands: "/canned-replies",
		bad: { title: long(101), text: "bleibt" }, wrong: "title" },
	"/canned-replies/{id}/remove": { makes: "canned", at: "/canned-replies/{}/remove", good: {}, lands: "/canned-replies" },
	"/knowledge": { at: "/knowledge/new", good: { title: "Neues Wissen", text: "# Ja\n\nText" }, lands: "/knowledge/[0-9]+",
		bad: { title: "", text: "bleibt" }, wrong: "title" },
	"/knowledge/{id}": { makes: "document", at: "/knowledge/{}/edit", good: { title: "Anders", text: "# Anders\n\nText" }, lands: "/knowledge/[0-9]+",
		bad: { title: "", text: "# Bleibt" }, wrong: "title" },
	"/knowledge/preview": { at: "/knowledge/new", good: { title: "Probe", text: "# Ja" }, stays: "/knowledge/preview", button: true },
	"/knowledge/{id}/preview": { makes: "document", at: "/knowledge/{}/edit", good: { text: "# Ja" }, stays: "/knowledge/[0-9]+/preview", button: true },
	"/knowledge/{id}/versions/{version}/restore": { makes: "document", at: async (world, made) => {
		const old = await call("GET", `/admin/knowledge/${made}`, world.token);
		await call("PUT", `/admin/knowledge/${made}`, world.token, { title: old.title, text: "anders", version: old.version });
		return `/knowledge/${made}/versions/1`;
	}, good: {}, lands: "/knowledge/[0-9]+" },
	"/knowledge/{id}/remove": { makes: "document", at: "/knowledge/{}/remove", good: {}, lands: "/knowledge" },
	"/knowledge/import": { at: "/knowledge/import", good: () => ({ file: fileOf(`${fresh("t")}.md`, "# Kurse\n\nYoga") }),
		lands: "/knowledge/imports/[0-9]+", bad: {}, wrong: "file" },
	"/agents": { at: "/agents", good: { studio_name: "Formular", studio_timezone: "Europe/Berlin", persona_bio_text: "Nett." }, lands: "/agents",
		bad: { studio_timezone: "Mond/Krater", persona_bio_text: "bleibt" }, wrong: "studio_timezone" },
	"/agents/{agent}/{language}": { at: "/agents/sales/de", good: { text: "Du bist {agent_display_name} von {studio_name}." }, lands: "/agents/sales/de",
		bad: { text: "Hallo {gibt_es_nicht}" }, wrong: "text" },
	"/agents/{agent}/{language}/preview": { at: "/agents/persona/de", good: {}, stays: "/agents/persona/de/preview", button: true },
	"/agents/{agent}/{language}/reset": { at: "/agents/sales/de/reset", good: {}, lands: "/agents/sales/de" },
	"/team/invite": { at: "/team/invite", good: () => ({ email: `${fresh("gast")}@mail.example` }), lands: "/team",
		bad: { email: "keine-adresse" }, wrong: "email" },
	"/team/invitations/{id}/resend": { makes: "oldInvitation", at: "/team", good: {}, lands: "/team", alone: true },
	"/team/invitations/{id}/remove": { makes: "invitation", at: "/team/invitations/{}/remove", good: {}, lands: "/team" },
	"/team/{id}": { makes: "person", at: "/team/{}", good: { full_name: "Kolja Anders" }, lands: "/team/[0-9]+",
		bad: { full_name: long(201) }, wrong: "full_name" },
	"/team/{id}/activity": { makes: "person", at: "/team/{}/deactivate", good: {}, lands: "/team/[0-9]+" },
	"/team/{id}/sessions/end": { makes: "personIn", at: "/team/{}", good: {}, lands: "/team/[0-9]+" },
	"/team/{id}/remove": { makes: "person", at: "/team/{}/remove", good: {}, lands: "/team" },
	"/api-keys/new": { at: "/api-keys/new", before: (page) => page.locator("main input[type=checkbox]").first().check(),
		good: () => ({ name: fresh("Kasse ") }), lands: "/api-keys/[0-9]+/made", bad: { name: "" }, wrong: "name" },
	"/api-keys/{id}/revoke": { makes: "apiKey", at: "/api-keys/{}/revoke", good: {}, lands: "/api-keys" },
	"/settings/chat": { at: "/settings/chat", good: {}, lands: "/settings/chat" },
	"/settings/channels": { at: "/settings/channels", good: {}, lands: "/settings/channels" },
	"/settings/model": { at: "/settings/model", good: {}, lands: "/settings/model" },
	"/settings/handover": { at: "/settings/handover", good: {}, lands: "/settings/handover" },
	"/settings/{key}/remove": { at: "/settings/whatsapp_access_token/remove", good: {}, lands: "/settings/[a-z]+" },
	"/settings/brand": { at: "/settings/brand", good: { branding_dashboard_title: "Mein Studio", branding_primary_color: "#884422" },
		lands: "/settings/brand", bad: { branding_dashboard_title: long(61) }, wrong: "branding_dashboard_title" },
	"/settings/brand/addresses": { at: "/settings/brand", good: { branding_logo_url: "https://bild.example/logo.png" },
		lands: "/settings/brand", bad: { branding_logo_url: "javascript:alert(1)" }, wrong: "branding_logo_url" },
	"/settings/brand/logo": { at: "/settings/brand", good: { file: picture }, lands: "/settings/brand", bad: {}, wrong: "file" },
	"/settings/brand/favicon": { at: "/settings/brand", good: { file: picture }, lands: "/settings/brand", bad: {}, wrong: "file" },
	"/settings/brand/{picture}/remove": { at: "/settings/brand/logo/remove", good: {}, lands: "/settings/brand" },
	"/settings/brand/preview": { at: "/settings/brand", good: { branding_primary_color: "#115533" }, stays: "/settings/brand/preview", button: true, alone: true },
	"/platform/studios/new": { who: "operator", at: "/platform/studios/new",
		good: () => ({ name: "Gegründet", slug: fresh("neu"), email: `${fresh("erste")}@mail.example`, full_name: "Erika Erste" }),
		lands: "/platform/studios/[0-9]+", bad: { name: "Gegründet", slug: "kein name!" }, wrong: "slug" },
	"/platform/studios/{id}/edit": { who: "operator", makes: "tenant", at: (world, made) => `/platform/studios/${made.id}/edit`,
		good: { name: "Umbenannt", plan_slug: "starter" }, lands: "/platform/studios/[0-9]+", bad: { name: long(201) }, wrong: "name" },
	"/platform/studios/{id}/deactivate": { who: "operator", makes: "tenant", at: (world, made) => `/platform/studios/${made.id}/deactivate`,
		good: (made) => ({ slug: made.slug }), lands: "/platform/studios/[0-9]+", bad: { slug: "ein-anderes" }, wrong: "slug" },
	"/platform/studios/{id}/activate": { who: "operator", makes: "closed", at: (world, made) => `/platform/studios/${made.id}/activate`,
		good: {}, lands: "/platform/studios/[0-9]+" },
	"/platform/studios/{id}/people/{user_id}": { who: "made", makes: "operator", at: (world) => world.someone,
		good: { reason }, lands: "/today", bad: { reason: "kurz" }, wrong: "reason" },
	"/platform/studios/{id}/visit": { who: "made", makes: "operator", at: (world) => world.elsewhere, good: {}, lands: "/today" },
	"/platform/leave": { who: "made", makes: "operator", at: (world) => world.elsewhere,
		before: (page) => send(page, "/platform/studios/{id}/visit", {}), good: {}, lands: "/platform/studios/[0-9]+" },
	"/platform/jobs/{tenant_id}/{id}/again": { who: "operator", makes: "job", at: (world, made) => `/platform/jobs/${made.tenant_id}/${made.id}/again`,
		good: {}, lands: "/platform/status" },
	/* After all others: it takes them their jobs. */
	"/platform/jobs/{kind}/again": { who: "operator", makes: "job", at: "/platform/jobs/mail/again", good: {}, lands: "/platform/status", alone: true },
};

const asPattern = (action) => action.replaceAll("/", "\\/").replace(/\{[a-z_]+\}/g, "[^/?\"]+");

/* The form whose button goes to a pattern of actions, and that button. */
async function formOf(page, action)
{
	const wanted = new RegExp(`^${asPattern(action)}(\\?.*)?$`);

	for (const form of await page.locator("main form, dialog form, .alert form, .impersonation form").all()) {
		for (const button of await form.locator("button:not([type=button])").all()) {
			const goes = await button.getAttribute("formaction") ?? await form.getAttribute("action");
			if (goes !== null && wanted.test(goes) && await form.getAttribute("method") === "post")
				return { form, button };
		}
	}
	throw new Error(`no form for ${action} at ${page.url()}`);
}

async function typeInto(form, name, value)
{
	const all = form.locator(`[name="${name}"]:not([type=hidden])`);
	const field = all.first();
	const kind = await field.evaluate((element) => element.type);

	if (kind === "file")
		await field.setInputFiles(value);
	else if (kind === "checkbox")
		await field.setChecked(value);
	else if (kind === "radio")
		await form.locator(`[name="${name}"][value="${value}"]`).check();
	else if (kind.startsWith("select"))
		await field.selectOption(value);
	else
		await field.fill(value);
}

/* Sends a form, without what browsers check themselves; the answer. */
export async function send(page, action, fields)
{
	const { form, button } = await formOf(page, action);

	for (const [name, value] of Object.entries(fields))
		await typeInto(form, name, value);
	await form.evaluate((element) => { element.noValidate = true; });
	const [answer] = await Promise.all([
		page.waitForResponse((response) => response.request().method() === "POST" && response.request().isNavigationRequest()),
		page.waitForNavigation(),
		button.click(),
	]);

	return answer;
}

async function expectComplaint(page, action, row, fields)
{
	if (row.wrong === "") {
		expect(await page.locator("main [role=alert]").count() > 0, "no word about it");
		return;
	}
	const { form } = await formOf(page, action);
	const field = form.locator(`[name="${row.wrong}"]:not([type=hidden])`).first();
	const told = await field.evaluate((element) => ({
		isWrong: element.getAttribute("aria-invalid"),
		words: (element.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)
			.map((id) => document.getElementById(id)?.innerText ?? "").join(" "),
		isFocused: document.activeElement === element,
	}));

	expectEqual(told.isWrong, "true", `aria-invalid of ${row.wrong}`);
	expect(told.words.trim().length > 5, `no message beside ${row.wrong}`);
	expect(told.isFocused, `the focus is not on ${row.wrong}`);
	for (const [name, value] of Object.entries(fields)) {
		const kept = form.locator(`[name="${name}"]:not([type=hidden])`).first();
		/* What is to be typed anew each time. */
		const isOnce = await kept.getAttribute("type") === "password" || await kept.getAttribute("autocomplete") === "one-time-code";
		if (typeof value === "string" && !isOnce)
			expectEqual(await kept.inputValue(), value, `kept value of ${name}`);
	}
}

const given = async (values, made, page) => (typeof values === "function" ? values(made, page) : values);

const isStranger = (row) => row.who === "anybody" || row.who?.startsWith("made");

/* Those who may use a form already, by user and kind. */
const contexts = new Map();

function contextFor(user, javaScriptEnabled)
{
	const key = `${user.email} ${javaScriptEnabled}`;

	if (!contexts.has(key))
		contexts.set(key, contextOf(user, { javaScriptEnabled }));
	return contexts.get(key);
}

/* A page with the form, as somebody who may use it. */
async function openForm(page, world, row, isBad)
{
	const made = row.makes ? await makes[row.makes](world) : "";

	if (row.who?.startsWith("made"))
		await signIn(page, made);
	if (row.who === "made careful")
		await send(page, "/second-factor", { code: totp(made.secret, 0) });
	const at = isBad && row.badAt ? row.badAt : typeof row.at === "function" ? await row.at(world, made) : row.at?.replace("{}", made);
	if (at)
		await page.goto(base + at);
	await row.before?.(page, made);
	return made;
}

/* Somebody new has no cookies; what was typed and not kept would be warned of. */
async function withPage(world, row, hasScripts, use)
{
	if (!isStranger(row) && !row.button) {
		const context = await contextFor(row.who === "operator" ? world.operator : world.admin, hasScripts);
		return inTab(context, hasScripts, ({ page }, watch) => use(page, watch));
	}
	const context = isStranger(row) ? await contextNew({ javaScriptEnabled: hasScripts })
		: await contextOf(world.admin, { javaScriptEnabled: hasScripts });
	const page = await context.newPage();

	try {
		await use(page, watchPage(page));
	} finally {
		await context.close();
	}
}

/* Only so many passwords are hashed at once: who comes then tries again. */
async function sendPatiently(page, action, values, made)
{
	for (let tries = 0; ; tries++) {
		const fields = await given(values, made, page);
		const answer = await send(page, action, fields);

		if (answer.status() !== 429 || tries === 10)
			return { answer, fields };
		await forgetLimits();
		await page.waitForTimeout(300);
	}
}

async function sendGood(page, action, row, made)
{
	const { answer } = await sendPatiently(page, action, row.good, made);
	const path = new URL(page.url()).pathname;

	expect((row.stays ? [200, 201] : [303]).includes(answer.status()), `status ${answer.status()} of ${answer.url()}`);
	expect(new RegExp(`^${row.stays ?? row.lands}$`).test(path), `leads to ${path}`);
	expectEqual(await page.locator("h1").count(), 1, "number of h1");
	/* What became of a picture that another form sent is none of this one's. */
	expectEqual(await page.locator("main .alert.is-bad:not(.emergency, [id$=-state] > *)").count(), 0, "complaints");
	if (row.says)
		expect((await page.locator("main").innerText()).includes(row.says), `does not say ${row.says}`);
}

async function sendBad(page, action, row, made)
{
	const { answer, fields } = await sendPatiently(page, action, row.bad, made);

	expectEqual(answer.status(), row.status ?? 422, "status of the wrong one");
	await expectComplaint(page, action, row, fields);
}

/* What is wrong is said, and mended where it is said; without scripts it is the
 * same answer, and all goes well at once. */
const tryForm = (world, action, row, hasScripts) => withPage(world, row, hasScripts, async (page, watch) => {
	const made = await openForm(page, world, row, false);
	const isBad = hasScripts && row.bad && !row.badAt;

	if (isBad)
		await sendBad(page, action, row, made);
	await sendGood(page, action, row, made);
	watch.end(isBad || isStranger(row) ? /the server responded with a status of/ : undefined);
});

/* Where the wrong one has another address. */
const tryBad = (world, action, row) => withPage(world, row, true, async (page, watch) => {
	const made = await openForm(page, world, row, true);

	await sendBad(page, action, row, made);
	watch.end(/the server responded with a status of/);
});

async function warnsOfLoss(world)
{
	const context = await contextOf(world.admin);
	const page = await context.newPage();
	let warned = false;

	page.on("dialog", async (dialog) => {
		warned = dialog.type() === "beforeunload";
		await dialog.accept();
	});
	await page.goto(`${base}/knowledge/new`);
	await page.fill("input[name=title]", "Noch nicht gespeichert");
	await page.click("nav a[href='/members']");
	await eventually(() => warned, "a warning");
	await context.close();
}

const worldNew = async (name, { platform, tenantId: id, person }) => {
	const studio = await studioNew(`Formular ${name}`, fresh("formular"));
	const admin = await userNew(studio, "admin", "tenant_admin", "Frida Form");

	await userNew(studio, "hilfe", "tenant_user", "Hannes Hilfe");
	return { studio, admin, token: admin.token, operator: platform.users["operator-de"],
		elsewhere: `/platform/studios/${id}`, someone: `/platform/studios/${id}/people/${person}` };
};

export async function formTests(seeded)
{
	const { paths } = JSON.parse(await run(`${build}/ariia`, ["openapi"]));
	const worlds = { true: once(() => worldNew("eins", seeded)), false: once(() => worldNew("zwei", seeded)) };

	const actions = Object.keys(paths).filter((path) => paths[path].post &&
		(!/^\/(auth|sessions|webhook|admin)\//.test(path) || path in forms));

	test("every form of the tables of routes is tried", () => {
		const missing = actions.filter((action) => !(action in forms));
		expect(missing.length === 0, `forms.mjs has not ${missing.join(" ")}`);
	});
	for (const [action, row] of Object.entries(forms).filter(([action, row]) => actions.includes(action)))
		for (const hasScripts of [true, false]) {
			const how = hasScripts ? "with scripts" : "without scripts";

			test(`form ${action} ${hasScripts && row.bad && !row.badAt ? "says what is wrong and " : ""}does its work ${how}`, async () => {
				await forgetLimits();
				await tryForm(await worlds[hasScripts](), action, row, hasScripts);
			}, { alone: row.alone });
			if (row.badAt && hasScripts)
				test(`form ${action} says what is wrong`, async () => {
					await forgetLimits();
					await tryBad(await worlds.true(), action, row);
				});
		}
	test("form of a text that was typed warns before it is lost", async () => warnsOfLoss(await worlds.true()));
}

