/* visit.mjs - every page in every dress: two languages, two themes, four widths,
 * with and without scripts. SPDX-License-Identifier: ISC */
import fs from "node:fs";
import { createRequire } from "node:module";
import zlib from "node:zlib";
import { HtmlValidate } from "html-validate";
import { contextOf, watchPage } from "./browser.mjs";
import { base, root } from "./product.mjs";
import { pages, pathsOf, routePatterns } from "./pages.mjs";
import { expect, expectEqual, test } from "./runner.mjs";

const FIRST_VIEW_BYTES_MAX = 30 * 1024;
const FIRST_VIEW_REQUESTS_MAX = 4;
/* 640: what 1280 leave at a zoom of 200 %. */
const widths = [1280, 640, 360, 320];
const languages = ["de", "en"];
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const validator = new HtmlValidate({
	extends: ["html-validate:recommended"],
	rules: {
		/* An unchecked box sends the hidden value behind it. */
		"form-dup-name": "off",
		/* Matters of taste, in which ours differs. */
		"long-title": "off",
		"void-style": "off",
		"no-trailing-whitespace": "off",
		"attribute-boolean-style": "off",
		"attribute-empty-style": "off",
		"doctype-style": "off",
		/* Browsers that know role=list only so need it where marks are off. */
		"no-redundant-role": "off",
		/* The names of passwords' managers come from the same field table. */
		"valid-autocomplete": "error",
		"prefer-native-element": "off",
		"no-inline-style": "error",
		"require-sri": "off",
	},
});

/* Keys of texts that are nowhere translated look like these. */
const keyPattern = /\b(?:t|common|nav|page|forms)\.[a-z_]+\b|\{\{|\}\}|\bundefined\b|\[object /;

export function expectHeaders(response, { framed = false } = {})
{
	const headers = response.headers();
	const policy = headers["content-security-policy"] ?? "";

	expect(policy.includes("default-src 'none'") || policy.includes("default-src 'self'"), `no policy: ${policy}`);
	/* Who may frame the chat is the studio's choice. */
	const own = framed ? policy.replace(/frame-ancestors[^;]*/, "") : policy;

	expect(!/unsafe-inline|unsafe-eval|\*/.test(own), `a weak policy: ${policy}`);
	expect(framed || policy.includes("frame-ancestors 'none'"), `may be framed: ${policy}`);
	expectEqual(headers["x-content-type-options"], "nosniff", "X-Content-Type-Options");
	expect(headers["content-type"].startsWith("text/html"), `is ${headers["content-type"]}`);
}

async function expectValid(html)
{
	const report = await validator.validateString(html);
	const words = report.results.flatMap((result) =>
		result.messages.map((message) => `html-validate ${message.ruleId}, line ${message.line}: ${message.message}`));

	expect(words.length === 0, words.slice(0, 8).join("\n"));
}

/* What a document must have, whatever it shows. */
function expectDocument(found, language)
{
	expectEqual(found.language, language, "lang");
	expectEqual(found.headings, 1, "number of h1");
	expect(found.title.trim().length > 2 && !/^[·\s]/.test(found.title), `title "${found.title}"`);
	const key = `${found.title}\n${found.text}`.match(keyPattern);
	expect(!key, `an untranslated key: ${key?.[0]}`);
}

const documentOf = (page) => page.evaluate(() => ({
	language: document.documentElement.lang.slice(0, 2),
	headings: document.querySelectorAll("h1").length,
	title: document.title,
	text: document.body.innerText,
}));

/* In pixels, and who sticks out. */
const overflowOf = (page) => page.evaluate(() => {
	const wide = document.documentElement.scrollWidth - innerWidth;
	const out = [...document.querySelectorAll("body *")].filter((element) =>
		element.getBoundingClientRect().right > innerWidth + 1 && element.scrollWidth > 0);

	return wide <= 0 ? "" : `${wide} px, by ${out.slice(0, 3).map((element) =>
		`${element.localName}.${element.className}`).join(", ")}`;
});

const dress = async (page, colorScheme, width) => {
	await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
	await page.setViewportSize({ width, height: 900 });
};

async function expectFits(page, theme, wide)
{
	for (const width of wide) {
		await dress(page, theme, width);
		const overflow = await overflowOf(page);
		expect(overflow === "", `${width} px, ${theme}: scrolls sideways by ${overflow}`);
	}
}

async function axeRun(page, options, where)
{
	const violations = await page.evaluate(async (wanted) => {
		const { violations } = await axe.run(document, wanted);
		return violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) =>
			`${node.target.join(" ")} (${(node.failureSummary ?? "").split("\n")[1]?.trim()})`).join("; ")}`);
	}, options);

	expect(violations.length === 0, `axe, ${where}: ${violations.join("\n")}`);
}

const allRules = { runOnly: rules, resultTypes: ["violations"] };
const colorRules = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] }, resultTypes: ["violations"] };

/* Puts on the style sheets of brands, one after the other, in the place of the
 * page's own; what is wrong then. */
const complaintsIn = (page, sheets) => page.evaluate(async ([sheets, options]) => {
	const complaints = [];
	const own = document.querySelector("link[href^='/brand.css']");

	if (own)
		own.disabled = true;
	for (const [name, text] of sheets) {
		const sheet = new CSSStyleSheet();

		sheet.replaceSync(text);
		document.adoptedStyleSheets = [sheet];
		const { violations } = await axe.run(document, options);
		complaints.push(...violations.flatMap((one) => one.nodes.slice(0, 3).map((node) =>
			`${name}: ${one.id} ${node.target.join(" ")} ${(node.failureSummary ?? "").split("\n")[1]?.trim()}`)));
	}
	document.adoptedStyleSheets = [];
	return complaints;
}, [sheets, colorRules]);

/* All rules in both themes, wide and narrow; what colors decide, in brands. */
async function expectAccessible(page, sheets)
{
	await page.evaluate(() => window.loadAxe());
	for (const [theme, width] of [["light", 1280], ["dark", 360]]) {
		await dress(page, theme, width);
		await axeRun(page, allRules, `${theme}, ${width} px`);
		const complaints = await complaintsIn(page, sheets);
		expect(complaints.length === 0, `axe, ${theme}: ${complaints.join("\n")}`);
	}
}

/* The first path of a page is seen in all brands and both themes. */
const sheetsFor = ({ isFirst }, sheets) => (isFirst ? Object.entries(sheets) : []);

/* Opens a path with an empty cache; what it weighs on the wire. */
async function openFresh({ page, session }, path)
{
	const seen = [];
	let bytes = 0;
	const asked = ({ request }) => {
		if (!request.url.startsWith("data:"))
			seen.push(request.url);
	};
	const loaded = ({ encodedDataLength }) => { bytes += encodedDataLength; };

	session.on("Network.requestWillBeSent", asked);
	session.on("Network.loadingFinished", loaded);
	const response = await page.goto(base + path, { waitUntil: "load" });

	session.off("Network.requestWillBeSent", asked);
	session.off("Network.loadingFinished", loaded);
	return { response, seen, bytes };
}

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/* Tabs are kept, for what was right: to open one takes longer than a page. */
const tabs = new Map();

async function tabNew(context, hasScripts)
{
	const page = await context.newPage();
	const session = await context.newCDPSession(page);

	if (hasScripts) {
		/* Here the policy of a page does not forbid it. */
		await page.addInitScript(`window.loadAxe = () => {${axeSource}};`);
		await session.send("Network.enable");
		await session.send("Network.setCacheDisabled", { cacheDisabled: true });
	}
	return { page, session };
}

export async function inTab(context, hasScripts, use)
{
	if (!tabs.has(context))
		tabs.set(context, []);
	const free = tabs.get(context);
	const tab = free.pop() ?? await tabNew(context, hasScripts);

	try {
		await dress(tab.page, "light", 1280);
		const watch = watchPage(tab.page);
		await use(tab, watch);
		free.push(tab);
	} catch (error) {
		await tab.page.close().catch(() => {});
		throw error;
	}
}

/* Pictures that members sent, and a code to scan, are no part of the page. */
const isExtra = (url) => /\/media$|qr-code$/.test(url);

/* Marks and colors are the same in every language, words are longer or shorter. */
const lookWithScripts = (context, { path, language, page: row }, sheets) => inTab(context, true, async (tab, watch) => {
	const { page } = tab;
	const { response, seen, bytes } = await openFresh(tab, path);

	expectEqual(response.status(), row.status ?? 200, "status");
	if (row.leads)
		expect(new URL(page.url()).pathname.startsWith(row.leads), `leads to ${page.url()}`);
	else
		expectEqual(page.url(), base + path, "address");
	expectHeaders(response, row);
	const loads = seen.filter((url) => !isExtra(url));
	expect(row.frames || loads.length <= FIRST_VIEW_REQUESTS_MAX + (row.leads ? 1 : 0), `${loads.length} requests: ${loads.join(" ")}`);
	expect(row.frames || bytes <= FIRST_VIEW_BYTES_MAX || seen.some(isExtra), `${bytes} bytes on the wire`);
	expectDocument(await documentOf(page), language);
	await expectFits(page, "light", widths);
	if (language === "de") {
		await expectValid(await response.text());
		await expectAccessible(page, sheets);
	}
	watch.end(row.status ? /status of/ : undefined);
});

const lookWithoutScripts = (context, { path, language, page: row }) => inTab(context, false, async ({ page }, watch) => {
	const response = await page.goto(base + path);

	expectEqual(response.status(), row.status ?? 200, "status");
	expectDocument(await documentOf(page), language);
	await expectFits(page, "light", [1280, 320]);
	watch.end(row.status ? /status of/ : undefined);
});

const people = {
	staff: (seed, language) => seed.full.users[`staff-${language}`],
	admin: (seed, language) => seed.full.users[`admin-${language}`],
	empty: (seed, language) => seed.empty.users[`admin-${language}`],
	operator: (seed, language) => seed.platform.users[`operator-${language}`],
	anybody: () => null,
	halfway: () => null,
};

/* Contexts are kept: one per person and kind. */
const contexts = new Map();

export function contextFor(seed, who, language, hasScripts)
{
	const key = `${who} ${language} ${hasScripts}`;

	if (!contexts.has(key))
		contexts.set(key, (async () => {
			if (who === "halfway")
				return contextOf(null, { language, javaScriptEnabled: hasScripts, storageState: seed.halfway });
			return contextOf(people[who](seed, language), { language, javaScriptEnabled: hasScripts });
		})());
	return contexts.get(key);
}

/* Every path of every page with everybody who sees it: each a list of visits. */
const visitsOf = (seed, rows) =>
	rows.filter(([, page]) => !page.file).flatMap(([pattern, page]) =>
		[page.who, ...(page.also ?? [])].flatMap((who, at) =>
			pathsOf(pattern, page, seed).slice(0, at === 0 ? undefined : 1).map((path, nth) => ({ pattern, page, who, path, isFirst: at === 0 && nth === 0 }))));

/* sheets: the brands' style sheets by name. */
export async function visitTests(seed, sheets)
{
	const routes = await routePatterns();
	const rows = Object.entries(pages).filter(([pattern]) => routes.includes(pattern));

	test("every page of the tables of routes is visited", () => {
		const missing = routes.filter((pattern) => !(pattern in pages));
		expect(missing.length === 0, `pages.mjs has not ${missing.join(" ")}`);
	});
	for (const [pattern, page] of rows.filter(([, row]) => row.file))
		test(`${pattern} is a file to keep`, async () => {
			const context = await contextFor(seed, page.who, "de", true);
			const answer = await context.request.get(base + pathsOf(pattern, page, seed)[0]);

			expectEqual(answer.status(), 200, "status");
			expect(answer.headers()["content-type"].startsWith(page.file), answer.headers()["content-type"]);
			expect(/attachment/.test(answer.headers()["content-disposition"]), "it would be shown");
		});
	for (const visit of visitsOf(seed, rows))
		for (const language of languages) {
			const name = `${visit.path.slice(0, 60)} as ${visit.who} in ${language}`;

			test(`page ${name} with scripts`, async () =>
				lookWithScripts(await contextFor(seed, visit.who, language, true), { ...visit, language }, sheetsFor(visit, sheets)));
			test(`page ${name} without scripts`, async () =>
				lookWithoutScripts(await contextFor(seed, visit.who, language, false), { ...visit, language }));
		}
}

/* The style sheets that pages load weigh what the rules allow. */
export function weightTests()
{
	for (const [name, most] of [["deck.css", 20000], ["deck.js", 10000], ["chat.css", 10000]])
		test(`${name} weighs less than ${most} bytes compressed`, () => {
			const bytes = zlib.gzipSync(fs.readFileSync(`${root}/www/${name}`)).length;
			expect(bytes < most, `${bytes} bytes`);
		});
}

