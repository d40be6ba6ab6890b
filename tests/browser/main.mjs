/* main.mjs - the deck in a real browser: seeds studios, runs the tests.
 * SPDX-License-Identifier: ISC
 *
 * usage: main.mjs [WORD...]   the tests whose names have the words, and not -WORD
 * BROWSER_VERBOSE=1 prints also what passed, and where the rest failed. */
import { browserEnd, browserStart } from "./browser.mjs";
import { brandTests } from "./brands.mjs";
import { embedTests } from "./embed.mjs";
import { formTests } from "./forms.mjs";
import { journeyTests } from "./journeys.mjs";
import { logTests } from "./logs.mjs";
import { payloadTests } from "./payloads.mjs";
import { base } from "./product.mjs";
import { runTests } from "./runner.mjs";
import { brand, colors, seed, studioNew, userNew } from "./seed.mjs";
import { halfwayIn, linksOf, recordsOf, sessionsOf } from "./ways.mjs";
import { visitTests, weightTests } from "./visit.mjs";

/* The style sheets of the five brands; the platform's own color needs none. */
async function brandSheets()
{
	const studio = await studioNew("Farbprobe", "farbprobe");
	const { token } = await userNew(studio, "maler", "tenant_admin", "Max Maler");
	const sheets = {};

	for (const [name, color] of Object.entries(colors)) {
		await brand(studio, token, "Farbprobe", color);
		const html = await (await fetch(`${base}/today`, { headers: { Cookie: "", Authorization: `Bearer ${token}`, Accept: "text/html" } })).text();
		const [address] = html.match(/\/brand\.css\?v=[^"]+/) ?? [];

		sheets[name] = address ? await (await fetch(base + address)).text() : "";
	}
	return sheets;
}

const words = process.argv.slice(2);
const since = Date.now();

await browserStart();
let isGood = false;
try {
	const seeded = await seed();

	Object.assign(seeded, await sessionsOf(seeded), await recordsOf(seeded));
	seeded.links = await linksOf(seeded);
	seeded.halfway = await halfwayIn(seeded);
	const sheets = await brandSheets();
	console.log(`# seeded in ${Date.now() - since} ms, ${base}`);
	weightTests();
	await visitTests(seeded, sheets);
	await formTests(seeded);
	journeyTests();
	await payloadTests(seeded);
	brandTests(seeded);
	embedTests(seeded);
	logTests();
	isGood = await runTests(words, Number(process.env.BROWSER_AT_ONCE ?? 3));
	console.log(`# ${Math.round((Date.now() - since) / 1000)} s`);
} catch (error) {
	console.log(`not ok the tests begin\n    ${error.stack}\n0 passed, 1 failed`);
} finally {
	await browserEnd();
}
process.exit(isGood ? 0 : 1);
