/* seed.mjs - studios as the product's own interfaces make them: full ones, an
 * empty one. SPDX-License-Identifier: ISC */
import { ariia, call, fresh, password, totp, webchat, whatsapp } from "./product.mjs";
import { eventually } from "./runner.mjs";

/* Brands that must be readable: ours, pale yellow, near-black, red, green. */
export const colors = { own: "#3355dd", yellow: "#fff3a0", black: "#0b0b0d", red: "#c8102e", green: "#2e8b57" };

let phones = 700000;

export async function studioNew(name, slug, plan = "pro")
{
	const studio = { name, slug: slug ?? fresh("s"), phoneId: String(++phones), users: {} };

	studio.secret = `secret-of-${studio.slug}`;
	await ariia(["tenant", "create", "--name", name, "--slug", studio.slug, "--plan", plan, "--verified"]);
	await ariia(["setting", "put", studio.slug, "whatsapp_phone_number_id", studio.phoneId,
		"whatsapp_app_secret", studio.secret, "whatsapp_verify_token", "verify",
		"whatsapp_access_token", "token"]);
	return studio;
}

/* role: system_admin, tenant_admin or tenant_user. */
export async function personNew(studio, key, role, fullName, hasPassword = true)
{
	const email = `${key}@${studio.slug}.example`;
	const said = await ariia(["user", "create", "--tenant", studio.slug, "--email", email, "--role", role, "--name", fullName]);

	if (hasPassword)
		await ariia(["user", "password", "--tenant", studio.slug, "--email", email], password);
	return { id: said.split(" ")[0], email, locale: "de-DE", fullName, key, studio };
}

/* With a token, and a place among the studio's users. */
export async function userNew(studio, key, role, fullName, locale = "de-DE")
{
	const user = await personNew(studio, key, role, fullName);

	user.token = (await ariia(["user", "token", "--tenant", studio.slug, "--email", user.email])).trim();
	user.locale = locale;
	await call("PUT", "/auth/me", user.token, { locale, timezone: "Europe/Berlin" });
	studio.users[key] = user;
	return user;
}

export const brand = (studio, token, title, color) =>
	call("PUT", "/admin/settings/branding", token, { branding_dashboard_title: title, branding_primary_color: color });

const house = `# Hausordnung

Sporthandtücher sind Pflicht. Duschen gibt es **kostenlos** für alle Mitglieder.

## Parken

- Tiefgarage unter dem Haus, zwei Stunden frei
- Fahrräder vor dem Eingang

## Preise

| Karte | Preis |
|---|---|
| Monat | 29,90 EUR |
| Tag | 12 EUR |

Mehr unter https://nordlicht.example/preise/mit-einem-sehr-langen-pfad-der-nirgends-umbricht-und-doch-passen-muss.
`;

async function fillMembers(studio, token)
{
	const people = [
		["Anna", "Lindqvist", "anna@mail.example", ["yoga", "neu"]],
		["Bartholomäus-Maximilian", "Donaudampfschifffahrtsgesellschaftskapitän", "bartholomaeus.maximilian.donaudampf@sehr-lange-adresse.example", ["vip"]],
		["Chloé", "D’Angelo", "chloe@mail.example", []],
		["Дмитрий", "Иванов", "dmitri@mail.example", ["crossfit"]],
		["فاطمة", "الزهراء", "fatima@mail.example", []],
	];

	studio.members = [];
	for (const [at, [first_name, last_name, email, tags]] of people.entries())
		studio.members.push((await call("POST", "/admin/members", token, {
			first_name, last_name, email, tags, member_number: `M-${1000 + at}`, customer_id: `C-${at}`,
			phone: `+49151000000${at}`, language: at % 2 ? "en" : "de", member_since: `202${at}-03-0${at + 1}`,
			birth_date: `198${at}-05-17`, is_paused: at === 2, notes: at === 0 ? "Mag Kurse am Morgen.\nKnie beachten." : "",
		})).id);
	await call("PUT", `/admin/members/${studio.members[0]}/memory`, token, {
		summary: "Trainiert seit einem Jahr, kommt meist morgens.", goals: "Halbmarathon im Herbst",
		preferences: "Yoga, ruhige Musik", limits: "Knie rechts" });
}

async function fillImports(studio, token)
{
	const rows = Array.from({ length: 60 }, (_, at) => `I-${at},Vorname${at},Nachname${at},person${at}@mail.example`);
	const head = "customer_id,first_name,last_name,email\n";

	studio.imports = [];
	for (const [query, text] of [
		["?dry_run=true", `${head}X-1,Nur,Probe,probe@mail.example\n`],
		["?name=mitglieder.csv", `${head}${rows.join("\n")}\nI-99,Ohne,Adresse,keine-adresse\n`]])
		studio.imports.push((await call("POST", `/admin/members/import${query}`, token, head && text, "text/csv")).id);
	await eventually(async () => {
		const page = await call("GET", "/admin/members/imports", token);
		return page.items.every((item) => !["queued", "running", "waiting"].includes(item.state));
	}, "the import of members");
}

async function fillKnowledge(studio, token)
{
	const document = await call("POST", "/admin/knowledge", token, { title: "Hausordnung", language: "de", text: house });

	await call("PUT", `/admin/knowledge/${document.id}`, token,
		{ title: "Hausordnung", language: "de", text: `${house}\n## Sauna\n\nTäglich ab 10 Uhr.\n`, version: document.version });
	await call("POST", "/admin/knowledge", token, { title: "Opening hours", language: "en", text: "# Hours\n\nMonday to Friday 6 to 23.\n" });
	const file = await call("POST", "/admin/knowledge/import?name=kurse.md", token,
		"# Kurse\n\nYoga am Montag um 18 Uhr.\n", "application/octet-stream");

	studio.document = document.id;
	studio.file = file.id;
}

async function fillTalks(studio, token)
{
	const long = "https://example.org/" + "ein-pfad-ohne-jede-luecke-".repeat(12);

	await whatsapp(studio, "4915100000001", "Kim Schneider", "Hallo! Wo kann ich parken?");
	await whatsapp(studio, "4915100000002", "Юлия 🌟", `Schaut mal: ${long}`);
	await webchat(studio, "Do you have showers?");
	await whatsapp(studio, "4915100000003", "Notfall", "Hilfe, mein Freund ist bewusstlos!");
	await webchat(studio, "Ich möchte mit einem Menschen sprechen.");
	await eventually(async () => (await call("GET", "/admin/alerts", token)).items.length > 0, "the alert");
	const sessions = await eventually(async () => {
		const { items } = await call("GET", "/sessions", token);
		return items.length >= 5 && items;
	}, "five conversations");
	const oldest = sessions.at(-1).id;

	studio.session = oldest;
	await eventually(async () =>
		(await call("GET", `/sessions/${oldest}/messages`, token)).items.length > 1, "an answer");
	await call("POST", `/sessions/${oldest}/notes`, token, { text: "Ruft am Montag zurück.", key: fresh("note") });
	await call("POST", `/sessions/${oldest}/reply`, token,
		{ text: "Gern! Die Tiefgarage ist unter dem Haus.", key: fresh("reply") });
	studio.canned = (await call("POST", "/admin/canned-replies", token,
		{ title: "Parken", text: "Ihr könnt zwei Stunden frei in der Tiefgarage parken." })).id;
	await call("POST", "/admin/canned-replies", token, { title: "Kündigung", text: "Schade! Schreib uns einen Brief." });
}

async function secondFactor(user)
{
	const begun = await call("POST", "/auth/second-factor", user.token, {});

	await call("POST", "/auth/second-factor/confirm", user.token, { code: totp(begun.secret) });
	user.secret = begun.secret;
}

async function addPeople(studio)
{
	await Promise.all([
		userNew(studio, "admin-de", "tenant_admin", "Mara Adler"),
		userNew(studio, "admin-en", "tenant_admin", "Nora Archer", "en-GB"),
		userNew(studio, "staff-de", "tenant_user", "Tim Sommer"),
		userNew(studio, "staff-en", "tenant_user", "Sam Winter", "en-GB"),
	]);
}

/* Two full studios, an empty one, and the platform's own with its operators. */
export async function seed()
{
	const full = await studioNew("Nordlicht Fitness", "nordlicht");
	const other = await studioNew("Ziegelwerk", "ziegelwerk");
	const empty = await studioNew("Stille", "stille");
	const platform = await studioNew("Betreiber", "betreiber", "enterprise");

	for (const studio of [full, other, empty])
		await addPeople(studio);
	await userNew(platform, "operator-de", "system_admin", "Olaf Meister");
	await userNew(platform, "operator-en", "system_admin", "Olive Masters", "en-GB");
	await userNew(full, "careful-de", "tenant_user", "Vera Vorsicht");
	await secondFactor(full.users["careful-de"]);
	const { token } = full.users["admin-de"];

	await call("PUT", "/admin/prompt-config", token, {
		studio_name: "Nordlicht Fitness", agent_display_name: "Mia", studio_locale: "de-DE",
		studio_address: "Torstraße 1, 10119 Berlin", opening_hours_text: "Montag bis Freitag 6 bis 23 Uhr",
		sales_prices_text: "Die Mitgliedschaft kostet 29,90 EUR im Monat.", persona_bio_text: "Mia sagt du." });
	await brand(other, other.users["admin-de"].token, "Ziegelwerk Studio", colors.red);
	await fillKnowledge(full, token);
	await fillMembers(full, token);
	await fillImports(full, token);
	await fillTalks(full, token);
	await webchat(other, "Hallo Ziegelwerk");
	await call("POST", "/auth/password/forgot", null, { email: full.users["staff-en"].email });
	await call("POST", "/auth/invitations", token, { email: `gast@${full.slug}.example`, role: "tenant_user", locale: "de-DE" });
	return { full, other, empty, platform, user: (key) => full.users[key] ?? platform.users[key] };
}
