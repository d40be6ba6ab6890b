/* pages.mjs - which pages there are: every row of the product's tables of routes
 * that answers a GET with HTML stands here, or the tests fail.
 * SPDX-License-Identifier: ISC */
import { run, build } from "./product.mjs";

/* who: anybody, staff, admin, operator (the least role), or the key of a user.
 * at: a path, a list of paths, or what makes them of the seed. also: who sees it
 * differently. leads: the path it
 * redirects to. framed: other sites may show it. frames: it has the chat in it. file: it is a download. */
export const pages = {
	"/": { who: "anybody" },
	"/login": { who: "anybody", at: ["/login", "/login?notice=bye"] },
	"/register": { who: "anybody", at: ["/register", "/register?plan=pro"] },
	"/registered": { who: "anybody", at: ["/registered", "/registered?sent=1"] },
	"/forgot": { who: "anybody", at: ["/forgot", "/forgot?sent=1"] },
	"/reset": { who: "anybody", at: (seed) => ["/reset", seed.links.reset] },
	"/verify": { who: "anybody", at: (seed) => ["/verify", "/verify?done=1", seed.links.verify] },
	"/invitation": { who: "anybody", at: (seed) => ["/invitation", seed.links.invitation] },
	"/second-factor": { who: "halfway" },
	"/confirm": { who: "staff" },
	"/logout": { who: "staff" },
	"/account": { who: "staff" },
	"/account/second-factor": { who: "staff" },
	"/chat/{tenant_slug}": { who: "anybody", framed: true, at: (seed) => [`/chat/${seed.full.slug}`, `/chat/${seed.other.slug}`] },
	"/today": { who: "staff", also: ["admin", "empty", "operator"] },
	"/inbox": { who: "staff", also: ["empty"], at: ["/inbox", "/inbox?state=all", "/inbox?state=all&q=gibtesnicht"] },
	"/inbox/export": { who: "admin", file: "text/csv" },
	"/inbox/{id}": { who: "staff", at: (seed) => [seed.emergency, seed.sessions.at(-1), seed.sessions.at(-2)].map((id) => `/inbox/${id}`) },
	"/alerts": { who: "staff", also: ["empty"] },
	"/canned-replies": { who: "staff", also: ["empty"] },
	"/canned-replies/{id}": { who: "staff", at: (seed) => `/canned-replies/${seed.full.canned}` },
	"/canned-replies/{id}/remove": { who: "staff", at: (seed) => `/canned-replies/${seed.full.canned}/remove` },
	"/members": { who: "staff", also: ["admin", "empty"], at: ["/members", "/members?search=gibtesnicht"] },
	"/members/new": { who: "admin" },
	"/members/import": { who: "admin" },
	"/members/imports": { who: "admin", also: ["empty"] },
	"/members/imports/{id}": { who: "admin", at: (seed) => seed.full.imports.map((id) => `/members/imports/${id}`) },
	"/members/imports/{id}/errors": { who: "admin", file: "text/csv", at: (seed) => `/members/imports/${seed.full.imports[1]}/errors` },
	"/members/export": { who: "admin", file: "text/csv" },
	"/members/{id}": { who: "staff", also: ["admin"], at: (seed) => [0, 1, 3].map((at) => `/members/${seed.full.members[at]}`) },
	"/members/{id}/edit": { who: "admin", at: (seed) => `/members/${seed.full.members[0]}/edit` },
	"/members/{id}/remove": { who: "admin", at: (seed) => `/members/${seed.full.members[1]}/remove` },
	"/members/{id}/memory": { who: "staff", at: (seed) => `/members/${seed.full.members[0]}/memory` },
	"/members/{id}/memory/erase": { who: "admin", at: (seed) => `/members/${seed.full.members[0]}/memory/erase` },
	"/knowledge": { who: "staff", also: ["admin", "empty"] },
	"/knowledge/test": { who: "staff", at: ["/knowledge/test", "/knowledge/test?q=parken", "/knowledge/test?q=xyzzy"] },
	"/knowledge/new": { who: "admin" },
	"/knowledge/import": { who: "admin" },
	"/knowledge/imports/{id}": { who: "admin", at: (seed) => `/knowledge/imports/${seed.full.file}` },
	"/knowledge/{id}": { who: "staff", also: ["admin"], at: (seed) => `/knowledge/${seed.full.document}` },
	"/knowledge/{id}/edit": { who: "admin", at: (seed) => `/knowledge/${seed.full.document}/edit` },
	"/knowledge/{id}/remove": { who: "admin", at: (seed) => `/knowledge/${seed.full.document}/remove` },
	"/knowledge/{id}/versions": { who: "staff", also: ["admin"], at: (seed) => `/knowledge/${seed.full.document}/versions` },
	"/knowledge/{id}/versions/{version}": { who: "staff", also: ["admin"], at: (seed) => `/knowledge/${seed.full.document}/versions/1` },
	"/agents": { who: "admin" },
	"/agents/{agent}": { who: "admin", at: "/agents/sales", leads: "/agents/sales/" },
	"/agents/{agent}/{language}": { who: "admin", at: ["/agents/sales/de", "/agents/router/en"] },
	"/agents/{agent}/{language}/reset": { who: "admin", at: "/agents/sales/de/reset" },
	"/admin/prompts/{agent}/try": { who: "admin", at: "/admin/prompts/sales/try" },
	"/settings/brand": { who: "admin" },
	"/settings/brand/{picture}/remove": { who: "admin", at: "/settings/brand/logo/remove" },
	"/settings": { who: "admin", also: ["empty"] },
	"/settings/chat": { who: "admin", frames: true, also: ["empty"] },
	"/settings/chat/preview": { who: "admin", framed: true, leads: "/chat/" },
	"/settings/channels": { who: "admin" },
	"/settings/model": { who: "admin" },
	"/settings/handover": { who: "admin" },
	"/settings/{key}/remove": { who: "admin", at: "/settings/whatsapp_access_token/remove" },
	"/admin/settings/model/test": { who: "admin", leads: "/settings/model" },
	"/team": { who: "admin", also: ["empty"] },
	"/team/export": { who: "admin", file: "text/csv" },
	"/team/invite": { who: "admin" },
	"/team/invitations/{id}/remove": { who: "admin", at: (seed) => `/team/invitations/${seed.invitation}/remove` },
	"/team/{id}": { who: "admin", at: (seed) => `/team/${seed.person}` },
	"/team/{id}/deactivate": { who: "admin", at: (seed) => `/team/${seed.person}/deactivate` },
	"/team/{id}/remove": { who: "admin", at: (seed) => `/team/${seed.person}/remove` },
	"/api-keys": { who: "admin", also: ["empty"] },
	"/api-keys/new": { who: "admin" },
	/* Shown once: forms.mjs makes one and looks at it. */
	"/api-keys/{id}/made": { who: "admin", at: [] },
	"/api-keys/{id}/revoke": { who: "admin", at: (seed) => `/api-keys/${seed.key}/revoke` },
	"/audit": { who: "admin", also: ["empty"] },
	"/audit/export": { who: "admin", file: "text/csv" },
	"/audit/check": { who: "admin" },
	"/audit/{id}": { who: "admin", at: (seed) => `/audit/${seed.entry}` },
	"/platform/studios": { who: "operator", at: ["/platform/studios", "/platform/studios?sort=name", "/platform/studios?search=gibtesnicht"] },
	"/platform/studios/export": { who: "operator", file: "text/csv" },
	"/platform/studios/new": { who: "operator" },
	"/platform/studios/{id}": { who: "operator", at: (seed) => `/platform/studios/${seed.tenantId}` },
	"/platform/studios/{id}/edit": { who: "operator", at: (seed) => `/platform/studios/${seed.tenantId}/edit` },
	"/platform/studios/{id}/deactivate": { who: "operator", at: (seed) => `/platform/studios/${seed.tenantId}/deactivate` },
	"/platform/studios/{id}/activate": { who: "operator", at: (seed) => `/platform/studios/${seed.tenantId}/activate` },
	"/platform/studios/{id}/people/{user_id}": { who: "operator", at: (seed) => `/platform/studios/${seed.tenantId}/people/${seed.person}` },
	"/platform/plans": { who: "operator" },
	"/platform/status": { who: "operator", at: ["/platform/status", "/platform/status?kind=mail"] },
	"/platform/jobs/{tenant_id}/{id}/again": { who: "operator", at: (seed) => `/platform/jobs/${seed.job.tenant_id}/${seed.job.id}/again` },
	"/platform/jobs/{kind}/again": { who: "operator", at: "/platform/jobs/mail/again" },
	"/styleguide": { who: "staff", also: ["operator"] },
};

/* The paths of a row, for these studios. */
export function pathsOf(pattern, page, seed)
{
	const at = typeof page.at === "function" ? page.at(seed) : page.at ?? pattern;

	return Array.isArray(at) ? at : [at];
}

/* The patterns of all pages, as the product itself lists them. */
export async function routePatterns()
{
	const { paths } = JSON.parse(await run(`${build}/ariia`, ["openapi"]));

	return Object.keys(paths).filter((path) => {
		const answers = Object.values(paths[path].get?.responses ?? {});
		return answers.some((answer) => answer.content?.["text/html"]);
	});
}
