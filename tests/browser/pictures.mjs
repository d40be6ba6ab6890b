/* pictures.mjs - the main pages as pictures: two brands, wide and narrow, light
 * and dark. SPDX-License-Identifier: ISC
 *
 * usage: pictures.mjs DIR [WORD...]   only the files whose names have all words */
import fs from "node:fs";
import { browserEnd, browserStart, contextNew, contextOf } from "./browser.mjs";
import { base, hostOf } from "./product.mjs";
import { brand, seed } from "./seed.mjs";
import { recordsOf, sessionsOf } from "./ways.mjs";

const main = (seeded) => [
	["today", "/today"], ["inbox", "/inbox?state=all"], ["conversation", `/inbox/${seeded.sessions.at(-1)}`],
	["emergency", `/inbox/${seeded.emergency}`], ["alerts", "/alerts"], ["canned-replies", "/canned-replies"],
	["members", "/members"], ["member", `/members/${seeded.full.members[0]}`], ["member-edit", `/members/${seeded.full.members[0]}/edit`],
	["import", `/members/imports/${seeded.full.imports[1]}`], ["knowledge", "/knowledge"], ["document", `/knowledge/${seeded.full.document}`],
	["document-edit", `/knowledge/${seeded.full.document}/edit`], ["agents", "/agents"], ["agent", "/agents/sales/de"],
	["try-out", "/admin/prompts/sales/try"], ["settings", "/settings"], ["brand", "/settings/brand"], ["chat-settings", "/settings/chat"], ["channels", "/settings/channels"],
	["model", "/settings/model"], ["handover", "/settings/handover"], ["team", "/team"], ["person", `/team/${seeded.person}`],
	["invite", "/team/invite"], ["api-keys", "/api-keys"], ["api-key-new", "/api-keys/new"], ["audit", "/audit"],
	["audit-entry", `/audit/${seeded.entry}`], ["audit-check", "/audit/check"], ["account", "/account"], ["styleguide", "/styleguide"],
];
const operator = (seeded) => [
	["studios", "/platform/studios"], ["studio", `/platform/studios/${seeded.tenantId}`], ["studio-new", "/platform/studios/new"],
	["studio-edit", `/platform/studios/${seeded.tenantId}/edit`], ["studio-deactivate", `/platform/studios/${seeded.tenantId}/deactivate`],
	["act-as", `/platform/studios/${seeded.tenantId}/people/${seeded.person}`], ["plans", "/platform/plans"], ["status", "/platform/status"],
];
const strangers = (seeded) => [
	["login", "/login"], ["register", "/register"], ["forgot", "/forgot"], ["chat", `/chat/${seeded.full.slug}`], ["missing", "/gibt-es-nicht"],
];
const empty = [["empty-today", "/today"], ["empty-inbox", "/inbox"], ["empty-members", "/members"], ["empty-knowledge", "/knowledge"],
	["empty-alerts", "/alerts"], ["empty-api-keys", "/api-keys"], ["empty-imports", "/members/imports"]];
const dresses = [["wide-light", 1280, "light"], ["wide-dark", 1280, "dark"], ["narrow-light", 360, "light"], ["narrow-dark", 360, "dark"]];

async function shoot(context, dir, name, url)
{
	const wanted = dresses.filter(([dress]) => words.every((word) => `${name}.${dress}`.includes(word)));
	if (wanted.length === 0)
		return;
	const page = await context.newPage();

	await page.goto(url);
	for (const [dress, width, colorScheme] of wanted) {
		await page.setViewportSize({ width, height: 900 });
		await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
		await page.screenshot({ path: `${dir}/${name}.${dress}.png`, fullPage: true });
	}
	await page.close();
}

const [dir, ...words] = process.argv.slice(2);

fs.mkdirSync(dir, { recursive: true });
await browserStart();
try {
	const seeded = await seed();
	const { full } = seeded;

	Object.assign(seeded, await sessionsOf(seeded), await recordsOf(seeded));
	for (const [name, color, title] of [["own", "#3355dd", "Nordlicht Fitness"], ["green", "#0f766e", "Nordlicht"]]) {
		await brand(full, full.users["admin-de"].token, title, color);
		const signedIn = await contextOf(full.users[name === "own" ? "admin-de" : "admin-en"]);
		const stranger = await contextNew({ language: name === "own" ? "de" : "en" });

		for (const [key, path] of main(seeded))
			await shoot(signedIn, dir, `${name}.${key}`, base + path);
		for (const [key, path] of strangers(seeded))
			await shoot(stranger, dir, `${name}.${key}`, hostOf(full.slug) + path);
		await signedIn.close();
		await stranger.close();
	}
	const runs = await contextOf(seeded.platform.users["operator-de"]);

	for (const [key, path] of operator(seeded))
		await shoot(runs, dir, `own.${key}`, base + path);
	const nobody = await contextOf(seeded.empty.users["admin-de"]);

	for (const [key, path] of empty)
		await shoot(nobody, dir, `own.${key}`, base + path);
	console.log(`${fs.readdirSync(dir).length} pictures in ${dir}`);
} finally {
	await browserEnd();
}
