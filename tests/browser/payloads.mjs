/* payloads.mjs - scripts in every field that somebody outside or inside can fill:
 * on no page does one run, or become an element.
 * SPDX-License-Identifier: ISC */
import { contextNew, contextOf } from "./browser.mjs";
import { base, call, fresh, webchat, whatsapp } from "./product.mjs";
import { pages, pathsOf, routePatterns } from "./pages.mjs";
import { eventually, expect, fail, once, test } from "./runner.mjs";
import { recordsOf } from "./ways.mjs";
import { brand, studioNew, userNew } from "./seed.mjs";

/* Each calls hurt() if it runs, and makes an element called xss if it is HTML. */
const payloads = [
	"<script>hurt(1)</script>",
	"<img id=xss src=x onerror=hurt(2)>",
	"\"><svg id=xss onload=hurt(3)>",
	"'><iframe id=xss srcdoc='<script>parent.hurt(4)</script>'></iframe>",
	"\" autofocus onfocus=hurt(5) id=xss x=\"",
	"javascript:hurt(6)//",
	"</textarea></title></style><script>hurt(7)</script>",
	"<a id=xss href=javascript:hurt(8)>x</a>",
	"{{{xss}}}{{#page}}{{>csrf}}{{/page}}",
	"<math><mtext><table><mglyph><style><img id=xss src=x onerror=hurt(9)>",
	"<!--><img id=xss src=x onerror=hurt(10)>-->",
	"&lt;script&gt;hurt(11)&lt;/script&gt;\u2028\u202e<base id=xss href=//evil.example>",
];
const all = payloads.join(" ");
const markdown = `# ${payloads[0]}\n\n[x](javascript:hurt(12)) ![x](javascript:hurt(13)) [y]("onclick=hurt(14))\n\n`
	+ `<script>hurt(15)</script>\n\n- ${payloads[1]}\n\n\`\`\`\n${payloads[6]}\n\`\`\`\n\n| ${payloads[2]} | x |\n|---|---|\n| ${payloads[3]} | y |\n`
	+ "\n<javascript:hurt(16)>\n\nhttps://example.org/\"onmouseover=hurt(17)\n\n[z]: javascript:hurt(18)\n[z]\n";
const some = (at, max = 200) => payloads[at % payloads.length].slice(0, max);

/* What refuses a payload has done its part; what takes it must show it. */
async function maybe(method, path, token, body, type)
{
	try {
		return await call(method, path, token, body, type);
	} catch (error) {
		if (/: (400|409|413|415|422) /.test(error.message))
			return null;
		throw error;
	}
}

async function fill(studio, token)
{
	const config = {};

	for (const [name, max] of [["studio_name", 100], ["studio_short_name", 40], ["agent_display_name", 60], ["studio_address", 300],
		["sales_prices_text", 4000], ["sales_retention_rules", 4000], ["medic_disclaimer_text", 1000], ["persona_bio_text", 4000],
		["opening_hours_text", 2000], ["ai_disclosure_text", 500]])
		config[name] = all.slice(0, max);
	await maybe("PUT", "/admin/prompt-config", token, config);
	for (const [at, name] of Object.keys(config).entries())
		await maybe("PUT", "/admin/prompt-config", token, { [name]: some(at, 40) });
	for (const payload of payloads)
		await maybe("PUT", "/admin/settings/branding", token, { branding_dashboard_title: payload.slice(0, 60) });
	await maybe("PUT", "/admin/settings/branding", token, { branding_dashboard_title: some(1, 60) });
	for (const url of ["javascript:hurt(20)", "data:text/html,<script>hurt(21)</script>", `https://x.example/"onerror=hurt(22)`])
		await maybe("PUT", "/admin/settings/branding", token, { branding_logo_url: url, branding_favicon_url: url });
	studio.members = [];
	for (const [at, payload] of payloads.entries()) {
		const member = await maybe("POST", "/admin/members", token, {
			first_name: payload.slice(0, 100), last_name: some(at + 1, 100), email: `m${at}@mail.example`, member_number: some(at, 50),
			customer_id: `${at}${some(at, 90)}`, tags: [some(at, 50)], notes: all, additional_info: { [some(at, 40)]: payload } })
			?? await maybe("POST", "/admin/members", token, { first_name: payload.slice(0, 100), last_name: some(at + 1, 100), notes: all });
		if (member)
			studio.members.push(member.id);
	}
	await maybe("PUT", `/admin/members/${studio.members[0]}/memory`, token,
		{ summary: all.slice(0, 2000), goals: some(1), preferences: some(2), limits: some(3) });
	const document = await call("POST", "/admin/knowledge", token, { title: some(2), language: "de", text: markdown });
	await call("PUT", `/admin/knowledge/${document.id}`, token, { title: some(1), text: `${markdown}\n${all}`, version: document.version });
	studio.document = document.id;
	studio.file = (await call("POST", `/admin/knowledge/import?name=${encodeURIComponent(`${some(1, 60).replaceAll("/", "")}.md`)}`, token,
		markdown, "application/octet-stream")).id;
	studio.canned = (await call("POST", "/admin/canned-replies", token, { title: some(1, 100), text: all.slice(0, 4000) })).id;
	await maybe("POST", "/auth/api-keys", token, { name: some(1), scopes: "audit:read" });
	await maybe("PUT", "/auth/me", token, { full_name: some(2) });
}

async function talk(studio, token)
{
	for (const [at, payload] of payloads.entries())
		await whatsapp(studio, `4915166600${String(at).padStart(3, "0")}`, payload, `${payload} ${at === 3 ? "Notfall, bewusstlos!" : "?"}`);
	await webchat(studio, all);
	const sessions = await eventually(async () => {
		const { items } = await call("GET", "/sessions", token);
		return items.length > payloads.length && items;
	}, "the conversations");
	studio.sessions = sessions.map((one) => one.id);
	for (const [at, id] of studio.sessions.entries()) {
		await call("POST", `/sessions/${id}/notes`, token, { text: some(at), key: fresh("n") });
		await call("POST", `/sessions/${id}/reply`, token, { text: some(at + 1), key: fresh("r") });
	}
}

/* The studio as a seed of pages.mjs knows it. */
async function hostileSeed(seeded)
{
	const studio = await studioNew(some(1, 100), fresh("boese"));
	const admin = await userNew(studio, "admin-de", "tenant_admin", some(2));

	await userNew(studio, "staff-de", "tenant_user", some(1));
	await fill(studio, admin.token);
	await talk(studio, admin.token);
	const rows = payloads.map((payload, at) => `X${at},"${payload.replaceAll("\"", "\"\"")}",keine-adresse\n`).join("");
	studio.imports = [];
	for (const query of ["?dry_run=true", ""])
		studio.imports.push((await call("POST", `/admin/members/import${query}`, admin.token, `customer_id,first_name,email\n${rows}`, "text/csv")).id);
	await brand(studio, admin.token, some(1, 60), "#3355dd");
	await maybe("POST", "/auth/invitations", admin.token, { email: `gast@${studio.slug}.example`, role: "tenant_user" });
	return { ...seeded, full: studio, other: studio, sessions: studio.sessions, emergency: studio.sessions[0], ...await recordsOf({ ...seeded, full: studio }) };
}

/* Visits everything in one tab: hurt() must never be called. */
async function visitAll(context, paths)
{
	const trouble = [];
	const page = await context.newPage();

	await page.exposeFunction("hurt", (number) => trouble.push(`payload ${number} has run on ${page.url()}`));
	page.on("dialog", (dialog) => dialog.dismiss());
	page.on("console", (message) => trouble.push(`${page.url()}: ${message.text()}`));
	page.on("pageerror", (error) => trouble.push(`${page.url()}: ${error.message}`));
	for (const path of paths) {
		const response = await page.goto(base + path).catch(() => null);
		if (response === null || response.status() >= 400) {
			trouble.push(`${path}: ${response?.status()}`);
			continue;
		}
		const made = await page.evaluate(() => [
			...[...document.querySelectorAll("#xss, base, iframe:not(.chat-frame), math, body script:not([src]), [onerror], [onload], [onfocus], [onclick]")]
				.map((element) => element.outerHTML.slice(0, 100)),
			...[...document.querySelectorAll("[href^='javascript:' i], [src^='javascript:' i], [href^='data:text' i], [formaction^='javascript:' i]")]
				.map((element) => element.outerHTML.slice(0, 100)),
			...[...document.images].filter((image) => !image.src.startsWith(location.origin)).map((image) => image.src)]);
		trouble.push(...made.map((html) => `${path} has ${html}`));
	}
	await page.close();
	if (trouble.length > 0)
		fail(trouble.slice(0, 12).join("\n"));
}

const pathsFor = (seed, routes, isFor) => Object.entries(pages)
	.filter(([pattern, page]) => routes.includes(pattern) && !page.file && isFor(page.who))
	.flatMap(([pattern, page]) => pathsOf(pattern, page, seed));

export async function payloadTests(seeded)
{
	const hostilely = once(() => hostileSeed(seeded));
	const routes = await routePatterns();
	const withAgent = { userAgent: `Mozilla/5.0 ${some(1)}` };

	test("payloads in every field do nothing on any page of the studio", async () => {
		const hostile = await hostilely(), studio = hostile.full;
		const context = await contextOf(studio.users["admin-de"], withAgent);
		const own = pathsFor(hostile, routes, (who) => ["staff", "admin"].includes(who));

		await visitAll(context, [...own, ...hostile.sessions.map((id) => `/inbox/${id}`),
			`/members?search=${encodeURIComponent(some(1))}`, `/inbox?state=all&q=${encodeURIComponent(some(2))}`,
			`/knowledge/test?q=${encodeURIComponent(some(4))}`, `/inbox/${hostile.sessions[0]}?member=${encodeURIComponent(some(1))}`]);
		await context.close();
	}, { ms: 200000 });
	test("payloads do nothing on the pages for everybody", async () => {
		const hostile = await hostilely();
		const context = await contextNew(withAgent);
		const queries = ["/login?next=javascript:hurt(30)", `/login?notice=${encodeURIComponent(some(1))}`,
			`/register?plan=${encodeURIComponent(some(4))}`, `/verify?token=${encodeURIComponent(some(4))}&tenant=${encodeURIComponent(some(2))}`,
			`/reset?token=${encodeURIComponent(some(4))}&tenant=x`, `/invitation?token=${encodeURIComponent(some(4))}&tenant=x`];

		await visitAll(context, [...pathsFor(hostile, routes, (who) => who === "anybody"), ...queries]);
		await context.close();
	});
	test("payloads do nothing on the operator's pages", async () => {
		const hostile = await hostilely();
		const context = await contextOf(seeded.platform.users["operator-de"]);
		await visitAll(context, pathsFor(hostile, routes, (who) => who === "operator").concat("/today"));
		await context.close();
	});
	test("payloads do nothing where the chat shows what comes later", async () => {
		const { full: studio } = await hostilely();
		const context = await contextNew();
		const page = await context.newPage();
		const trouble = [];

		await page.exposeFunction("hurt", (number) => trouble.push(`payload ${number} has run`));
		page.on("console", (message) => trouble.push(message.text()));
		await page.goto(`${base}/chat/${studio.slug}`);
		await page.fill("textarea[name=text]", all);
		await page.click("button.chat-send");
		await eventually(async () => await page.locator(".chat-item:not(.is-mine)").count() > 0, "an answer", 30000);
		expect(await page.locator("#xss").count() === 0, "an element was made");
		expect(trouble.length === 0, trouble.join("\n"));
		await context.close();
	});
}
