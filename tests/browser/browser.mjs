/* browser.mjs - one Chromium, and people who sign in there.
 * SPDX-License-Identifier: ISC */
import { chromium } from "playwright-core";
import { base, batchEnd, forgetLimits, password } from "./product.mjs";
import { expect, fail, SLOW } from "./runner.mjs";

let browser;
const states = new Map();

export async function browserStart()
{
	browser = await chromium.launch({
		executablePath: process.env.BROWSER_CHROMIUM ?? "/usr/bin/chromium-headless-shell",
		/* The sandbox wants user namespaces, which root of a container has not.
		 * Nothing but loopback resolves: who asks for more is seen. */
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--disable-dev-shm-usage", "--host-resolver-rules=MAP *.localhost 127.0.0.1"],
	});
}

export async function browserEnd()
{
	batchEnd?.();
	await browser?.close();
}

/* options: those of Playwright's newContext, and language "de" or "en". */
export async function contextNew({ language = "de", ...options } = {})
{
	const context = await browser.newContext({
		locale: language === "de" ? "de-DE" : "en-GB",
		viewport: { width: 1280, height: 900 },
		colorScheme: "light",
		reducedMotion: "reduce",
		...options,
	});

	context.setDefaultTimeout(30000 * SLOW);
	return context;
}

/* Fills in the form of the page for signing in, and sends it. */
export async function signIn(page, user, at = base)
{
	/* Only so many passwords are hashed at once: who comes then is asked to try
	 * again. */
	for (let tries = 0; tries < 5; tries++) {
		await page.goto(`${at}/login`);
		await page.fill("input[name=email]", user.email);
		await page.fill("input[name=password]", password);
		await Promise.all([page.waitForNavigation(), page.click("main form[action='/login'] button[type=submit]")]);
		if (!page.url().endsWith("/login"))
			return;
		await forgetLimits();
	}
}

/* The cookies of somebody who has signed in; once per user. */
export function stateOf(user)
{
	if (!states.has(user))
		states.set(user, (async () => {
			await forgetLimits();
			const context = await contextNew();
			const page = await context.newPage();

			await signIn(page, user);
			expect(!page.url().endsWith("/login"), `${user.email} can not sign in`);
			const state = await context.storageState();

			await context.close();
			return state;
		})());
	return states.get(user);
}

export async function contextOf(user, options = {})
{
	const language = user?.locale.startsWith("en") ? "en" : options.language ?? "de";

	return contextNew({ ...options, language, storageState: user ? await stateOf(user) : undefined });
}

/* What must not happen while a page is open: words on the console, errors,
 * failed requests, other hosts. watch.end() tells. */
export function watchPage(page)
{
	const trouble = [];
	const add = (text) => trouble.push(text);
	/* A page that sets a password by the link of a mail knows no user's name. */
	const heard = (message) => {
		if (!message.text().includes("Password forms should have"))
			add(`console says: ${message.text()}`);
	};
	const threw = (error) => add(`script throws: ${error.message}`);
	const lost = (request) => {
		/* What is under way when a page is left, or is a download. */
		if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? ""))
			add(`request fails: ${request.url()} ${request.failure()?.errorText}`);
	};
	const asked = (request) => {
		const url = new URL(request.url());
		if (url.protocol !== "data:" && !/^(127\.0\.0\.1|([a-z0-9-]+\.)?localhost)$/.test(url.hostname))
			add(`asks another host: ${request.url()}`);
	};
	const answered = (response) => {
		if (response.status() >= 400 && !response.request().isNavigationRequest())
			add(`${response.status()} of ${response.url()}`);
	};
	const listeners = { console: heard, pageerror: threw, requestfailed: lost, request: asked, response: answered };

	for (const [name, listener] of Object.entries(listeners))
		page.on(name, listener);
	return {
		trouble,
		/* A page of an error is one line on the console. */
		end(expected = /^$/) {
			for (const [name, listener] of Object.entries(listeners))
				page.off(name, listener);
			const left = trouble.filter((line) => !expected.test(line));
			if (left.length > 0)
				fail(left.join("\n"));
		},
	};
}
