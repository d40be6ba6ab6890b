/* ways.mjs - ways into pages that nobody can guess: links of mails, a browser
 * that has given the password but no code, conversations.
 * SPDX-License-Identifier: ISC */
import { contextNew, signIn } from "./browser.mjs";
import { ariia, call, fresh, linkTo, password } from "./product.mjs";
import { eventually } from "./runner.mjs";

/* All conversations, the newest first, and the one with an emergency. */
export async function sessionsOf({ full })
{
	const { token } = full.users["admin-de"];
	const [sessions, alerts] = await Promise.all(["/sessions", "/admin/alerts"].map((path) => call("GET", path, token)));

	return { sessions: sessions.items.map((one) => one.id), emergency: alerts.items[0].session_id };
}

/* The id of a studio, as the operator sees it. */
export async function tenantId(operator, slug)
{
	const { items } = await call("GET", `/auth/tenants?search=${slug}`, operator);

	return items.find((one) => one.slug === slug).id;
}

/* A mail that the server has refused for good. */
export async function stoppedJob({ slug }, operator)
{
	const id = await tenantId(operator, slug);

	await ariia(["mail", "test", "--tenant", slug, "--email", `${fresh("gone-")}@mail.example`, "--language", "de"]);
	return eventually(async () => {
		const { set_aside } = await call("GET", "/platform/status", operator);
		return set_aside.find((one) => one.tenant_id === id);
	}, "a mail that is set aside");
}

/* Somebody of the studio, an open invitation, a key, an entry of the log. */
export async function recordsOf({ full, platform })
{
	const operator = platform.users["operator-de"].token;
	const { token } = full.users["admin-de"];
	const key = await call("POST", "/auth/api-keys", token, { name: "Kasse am Empfang", scopes: "members:read" });
	const [users, invitations, audit] = await Promise.all(["/auth/users", "/auth/invitations", "/auth/audit"].map((path) =>
		call("GET", path, token)));

	return {
		tenantId: await tenantId(operator, full.slug),
		job: await stoppedJob(full, operator),
		key: key.id,
		person: users.items.find((user) => user.email === full.users["staff-de"].email).id,
		invitation: invitations.items[0].id,
		entry: audit.items[0].id,
	};
}

export async function linksOf({ full })
{
	const applicant = `neu@${full.slug}.example`;

	await call("POST", "/auth/register", null, { tenant_name: "Neues Studio", email: applicant, password, locale: "de-DE" });
	return {
		verify: await linkTo(applicant, "/verify"),
		reset: await linkTo(full.users["staff-en"].email, "/reset"),
		invitation: await linkTo(`gast@${full.slug}.example`, "/invitation"),
	};
}

export async function halfwayIn({ full })
{
	const context = await contextNew();
	const page = await context.newPage();

	await signIn(page, full.users["careful-de"]);
	const state = await context.storageState();

	await context.close();
	return state;
}
