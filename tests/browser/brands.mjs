/* brands.mjs - a brand shows on its own host alone, whatever a browser has kept.
 * SPDX-License-Identifier: ISC */
import { contextNew, contextOf, watchPage } from "./browser.mjs";
import { base, getAt, hostOf } from "./product.mjs";
import { expect, expectEqual, test } from "./runner.mjs";

const look = (page) => page.evaluate(() => ({
	words: document.documentElement.innerHTML,
	sheet: document.querySelector("link[href^='/brand.css']")?.getAttribute("href") ?? null,
	color: getComputedStyle(document.querySelector("button.button, a.button")).backgroundColor,
}));

/* There, there, and back, in one browser with its cache; the cookies of neither. */
async function thereAndBack({ full, other }, paths)
{
	const context = await contextNew();
	const page = await context.newPage();
	const watch = watchPage(page);
	const seen = {};

	for (const studio of [full, other, full, other])
		for (const path of paths) {
			await page.goto(hostOf(studio.slug) + path);
			const now = await look(page);
			const stranger = studio === full ? other : full;
			const key = `${studio.slug}${path}`;

			expect(!now.words.includes(stranger.title), `${key} shows ${stranger.title}`);
			expect(now.words.includes(studio.title), `${key} does not show ${studio.title}`);
			expect(now.color !== seen[`${stranger.slug}${path}`]?.color, `${key} has the color of ${stranger.slug}`);
			if (seen[key])
				expectEqual(now.color, seen[key].color, `color of ${key} the second time`);
			seen[key] = now;
		}
	watch.end();
	await context.close();
}

async function cachesKnow({ full, other })
{
	for (const studio of [full, other]) {
		const { headers } = await getAt(studio.slug, "/login");
		expect(/no-store|private|no-cache/.test(headers["cache-control"] ?? ""), `a page may be kept: ${headers["cache-control"]}`);
	}
	/* What may be kept says in its address all that it depends on. */
	const kept = await getAt(other.slug, "/login");
	const sheet = kept.text.match(/\/brand\.css\?v=[^"]+/)[0].replaceAll("&amp;", "&");
	const [here, there] = [await getAt(full.slug, sheet), await getAt(other.slug, sheet)];

	expect(here.status !== 200 || here.text === there.text, "the same address gives another style on another host");
}

async function strangersSession({ full, other })
{
	/* Signed in at one studio, at the other's host: no page of the first. */
	const context = await contextOf(full.users["admin-de"]);
	const { cookies } = await context.storageState();

	await context.addCookies(cookies.map(({ domain, ...cookie }) => ({ ...cookie, domain: `${other.slug}.localhost` })));
	const page = await context.newPage();

	for (const path of ["/today", "/members", "/settings/brand"]) {
		const response = await page.goto(hostOf(other.slug) + path);
		const words = await page.locator("html").innerHTML();
		expect(response.status() >= 400 || page.url().includes("/login"), `${path}: ${response.status()} ${page.url()}`);
		expect(!words.includes(full.title), `${path} shows ${full.title}`);
	}
	await context.close();
}

export function brandTests({ full, other })
{
	full.title = "Nordlicht Fitness";
	other.title = "Ziegelwerk Studio";
	test("a brand shows on its own host alone, there and back with a browser's cache", () =>
		thereAndBack({ full, other }, ["/login", "/forgot", "/register"]));
	test("a brand is kept by no cache for another host", () => cachesKnow({ full, other }));
	test("a session of one studio opens nothing on the host of another", () => strangersSession({ full, other }));
	test("the platform's own address wears no studio's brand before sign-in", async () => {
		const context = await contextNew();
		const page = await context.newPage();

		await page.goto(`${base}/login`);
		const now = await look(page);
		expect(!now.words.includes(full.title) && !now.words.includes(other.title) && now.sheet === null, "it wears one");
		await context.close();
	});
}
