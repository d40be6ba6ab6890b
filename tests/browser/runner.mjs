/* runner.mjs - tests with sentences for names, some at a time, counted as
 * contrib/check counts. SPDX-License-Identifier: ISC */

const tests = [];
const TEST_MS = 90000;
/* On a machine that has much else to do: 3 means three times the patience. */
export const SLOW = Number(process.env.BROWSER_SLOW ?? 1);

/* options.alone: after all others, with nothing beside it; options.first: before
 * them. */
export function test(name, run, options = {})
{
	tests.push({ name, run, ...options });
}

export function fail(message)
{
	throw new Error(message);
}

export function expect(isTrue, message)
{
	if (!isTrue)
		fail(message);
}

export function expectEqual(found, wanted, what)
{
	if (found !== wanted)
		fail(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
}

/* Made when it is wanted first, and once. */
export function once(make)
{
	let made;

	return () => (made ??= make());
}

/* Asks again until it is true; what it was at last. */
export async function eventually(ask, what, ms = 15000)
{
	const end = Date.now() + ms * SLOW;

	for (;;) {
		const answer = await ask();
		if (answer)
			return answer;
		if (Date.now() > end)
			fail(`${what} did not happen within ${ms / 1000} seconds`);
		await new Promise((done) => setTimeout(done, 100));
	}
}

const within = (promise, ms) => {
	let timer;
	const late = new Promise((_, reject) => {
		timer = setTimeout(() => reject(new Error(`not done within ${ms / 1000} seconds`)), ms);
	});

	return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

async function runOne(one, count)
{
	const since = Date.now();

	try {
		await within(Promise.resolve().then(one.run), (one.ms ?? TEST_MS) * SLOW);
		count.passed++;
		if (process.env.BROWSER_VERBOSE)
			console.log(`ok ${one.name} (${Date.now() - since} ms)`);
	} catch (error) {
		const where = process.env.BROWSER_VERBOSE ? error.stack : error.message;

		count.failed++;
		console.log(`not ok ${one.name}\n    ${where.replaceAll("\n", "\n    ")}`);
	}
}

/* Those whose name has all the words, and none of those behind a "-"; true if every one
 * passed. */
export async function runTests(words, atOnce)
{
	const count = { passed: 0, failed: 0 };
	const wanted = tests.filter((one) => words.every((word) => (word.startsWith("-")
		? !one.name.includes(word.slice(1)) : one.name.includes(word))));
	const rank = (one) => (one.first ? 0 : one.alone ? 2 : 1);
	const line = wanted.filter((one) => rank(one) < 2).sort((a, b) => rank(a) - rank(b));
	const work = async () => {
		for (let one; (one = line.shift()) !== undefined;)
			await runOne(one, count);
	};

	await Promise.all(Array.from({ length: atOnce }, work));
	for (const one of wanted.filter((test) => rank(test) === 2))
		await runOne(one, count);
	console.log(`${count.passed} passed, ${count.failed} failed`);
	return count.failed === 0 && count.passed > 0;
}
