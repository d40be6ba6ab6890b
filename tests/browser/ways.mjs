/* ways.mjs - ways into pages that nobody can guess: links of mails, a browser
 * that has given the password but no code, conversations.
 * SPDX-License-Identifier: ISC */
import { contextNew, signIn } from "./browser.mjs";
import { call, linkTo, password } from "./product.mjs";

/* All conversations, the newest first, and the one with an emergency. */
export async function sessionsOf({ full })
{
	const { token } = full.users["admin-de"];
	const [sessions, alerts] = await Promise.all(["/sessions", "/admin/alerts"].map((path) => call("GET", path, token)));

	return { sessions: sessions.items.map((one) => one.id), emergency: alerts.items[0].session_id };
}

/* Somebody of the studio, an open invitation, a key, an entry of the log. */
export async function recordsOf({ full })
{
	const { token } = full.users["admin-de"];
	const key = await call("POST", "/auth/api-keys", token, { name: "Kasse am Empfang", scopes: "members:read" });
	const [users, invitations, audit] = await Promise.all(["/auth/users", "/auth/invitations", "/auth/audit"].map((path) =>
		call("GET", path, token)));

	return {
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
