/* journeys.mjs - ways through several pages, as people go them: from signing up to
 * the first answer, an inbox with the keyboard alone, two people in one inbox.
 * SPDX-License-Identifier: ISC */
import { contextNew, contextOf, signIn, watchPage } from "./browser.mjs";
import { base, call, forgetLimits, fresh, linkTo, password, whatsapp } from "./product.mjs";
import { eventually, expect, expectEqual, once, test } from "./runner.mjs";
import { studioNew, userNew } from "./seed.mjs";

const hasText = (page, text) => eventually(async () =>
	(await page.locator("body").innerText()).includes(text), `"${text}" on ${page.url()}`, 25000);

async function signUpToFirstAnswer()
{
	await forgetLimits();
	const email = `${fresh("gruender")}@mail.example`, name = fresh("Frisch ");
	const mine = await contextNew(), visitors = await contextNew();
	const page = await mine.newPage(), chat = await visitors.newPage();
	const watches = [watchPage(page), watchPage(chat)];

	await page.goto(`${base}/`);
	await page.goto(`${base}/register`);
	await page.fill("input[name=tenant_name]", name);
	await page.fill("input[name=full_name]", "Greta Gründer");
	await page.fill("input[name=email]", email);
	await page.fill("input[name=password]", password);
	await page.click("main button[type=submit]");
	await page.waitForURL(/\/registered/);
	await page.goto(base + await linkTo(email, "/verify"));
	await Promise.all([page.waitForNavigation(), page.click("main button[type=submit]")]);
	await signIn(page, { email });
	await page.waitForURL(/\/today/);
	/* The first steps are there, and lead somewhere. */
	expect(await page.locator("main a[href]").count() > 1, "no next step on the first page");
	const slug = (await (await mine.request.get(`${base}/auth/me`, { headers: { Accept: "application/json" } })).json()).tenant_slug;

	await chat.goto(`${base}/chat/${slug}`);
	await chat.fill("textarea[name=text]", "Hallo, wer seid ihr?");
	await chat.click("button.chat-send");
	await eventually(async () => await chat.locator(".chat-item:not(.is-mine)").count() > 0, "an answer in the chat", 30000);
	await page.goto(`${base}/inbox?state=all`);
	await page.click(".list-link");
	await hasText(page, "Hallo, wer seid ihr?");
	expect(await page.locator(".say.is-ours").count() > 0, "the answer is not in the inbox");
	await page.fill("textarea[name=text] >> nth=0", "Hier ist Greta, ein Mensch.");
	await Promise.all([page.waitForNavigation(), page.click("form#answer button[type=submit]")]);
	await eventually(async () =>
		(await chat.locator(".chat-item.is-staff").allInnerTexts()).some((text) => text.includes("Hier ist Greta")),
	"the reply of a person in the chat", 30000);
	/* Whoever signs in beside many others may have to try again. */
	watches[0].end(/status of 429/);
	watches[1].end();
	await mine.close();
	await visitors.close();
}

/* What has the focus, and whether one sees that. */
const focus = (page) => page.evaluate(() => {
	const element = document.activeElement;
	const style = getComputedStyle(element);
	const box = element.getBoundingClientRect();

	return {
		what: `${element.localName}.${element.className} ${element.getAttribute("href") ?? element.name ?? ""} ${element.innerText?.slice(0, 30) ?? ""}`,
		href: element.getAttribute("href"),
		name: element.name ?? "",
		action: element.form?.getAttribute("action") ?? "",
		isSubmit: element.type === "submit",
		isBody: element === document.body,
		isSeen: box.width > 0 && box.bottom > 0 && box.top < innerHeight &&
			((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none"),
	};
});

/* Tab, until the focus is where it shall be; everywhere on the way it is seen. */
async function tabTo(page, isThere, what)
{
	for (let step = 0; step < 120; step++) {
		await page.keyboard.press("Tab");
		const now = await focus(page);
		if (now.isBody)
			continue;
		expect(now.isSeen, `one does not see the focus on ${now.what}`);
		if (isThere(now))
			return;
	}
	throw new Error(`Tab never comes to ${what}`);
}

const press = async (page, key) => {
	await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
};

async function keyboardOnly(seeded)
{
	await forgetLimits();
	const { studio, user } = seeded;
	const context = await contextNew(), page = await context.newPage(), watch = watchPage(page);

	await page.goto(`${base}/login`);
	if ((await focus(page)).name !== "email")
		await tabTo(page, (now) => now.name === "email", "the address");
	await page.keyboard.type(user.email);
	await tabTo(page, (now) => now.name === "password", "the password");
	await page.keyboard.type(password);
	await press(page, "Enter");
	/* Too many at once are asked to try again. */
	if (page.url().endsWith("/login"))
		await signIn(page, user);
	expectEqual(new URL(page.url()).pathname, "/today", "after signing in");
	/* The first stop leads past the navigation. */
	await page.keyboard.press("Tab");
	expectEqual((await focus(page)).href, "#main", "the first stop");
	expect((await focus(page)).isSeen, "the skip link is not seen");
	await page.keyboard.press("Enter");
	expectEqual(await page.evaluate(() => document.activeElement.id || location.hash.slice(1)), "main", "after skipping");
	/* Help, and away again. */
	await page.keyboard.press("?");
	expect(await page.locator("dialog#keys").evaluate((dialog) => dialog.open), "? shows no help");
	await page.keyboard.press("Escape");
	expect(!await page.locator("dialog#keys").evaluate((dialog) => dialog.open), "Escape does not close it");
	await page.keyboard.press("g");
	await press(page, "i");
	expectEqual(new URL(page.url()).pathname, "/inbox", "after g i");
	await page.goto(`${base}/inbox?state=all`);
	await page.keyboard.press("/");
	expectEqual((await focus(page)).name, "q", "after /");
	await page.keyboard.type("Tastatur");
	await press(page, "Enter");
	await tabTo(page, (now) => /^\/inbox\/[0-9]+/.test(now.href ?? ""), "the conversation");
	await press(page, "Enter");
	await tabTo(page, (now) => now.isSubmit && now.action.endsWith("/take-over"), "take over");
	await press(page, "Enter");
	await tabTo(page, (now) => now.name === "text" && now.action.endsWith("/reply"), "the reply");
	await page.keyboard.type("Mit der Tastatur geantwortet.");
	await tabTo(page, (now) => now.isSubmit && now.action.endsWith("/reply"), "send");
	await press(page, "Enter");
	await hasText(page, "Mit der Tastatur geantwortet.");
	await tabTo(page, (now) => now.name === "user_id", "who sees to it");
	await page.keyboard.press("ArrowDown");
	await tabTo(page, (now) => now.isSubmit && now.action.endsWith("/assign"), "assign");
	await press(page, "Enter");
	await tabTo(page, (now) => now.name === "text" && now.action.endsWith("/notes"), "the note");
	await page.keyboard.type("Notiz mit der Tastatur.");
	await tabTo(page, (now) => now.isSubmit && now.action.endsWith("/notes"), "keep the note");
	await press(page, "Enter");
	await hasText(page, "Notiz mit der Tastatur.");
	await tabTo(page, (now) => now.isSubmit && now.action.endsWith("/give-back"), "give back");
	await press(page, "Enter");
	expect(await page.locator("form[action$='/take-over']").count() === 1, "it was not given back");
	/* Sign-ins that were too many at once. */
	watch.end(/status of 429/);
	await context.close();
	return studio;
}

async function twoInOneInbox(seeded)
{
	const { studio, user, colleague } = seeded;
	const name = fresh("Live "), from = "4915177700001";
	const contexts = [await contextOf(user), await contextOf(colleague)];
	const [one, two] = await Promise.all(contexts.map((context) => context.newPage()));
	const watches = [watchPage(one), watchPage(two)];

	for (const page of [one, two])
		await page.goto(`${base}/inbox?state=all`);
	await whatsapp(studio, from, name, "Kommt das bei beiden an?");
	await Promise.all([one, two].map((page) => hasText(page, name)));
	for (const page of [one, two]) {
		await page.click(`.list-link:has-text("${name}")`);
		await hasText(page, "Kommt das bei beiden an?");
	}
	await whatsapp(studio, from, name, "Und das auch, ohne Neuladen?");
	await Promise.all([one, two].map((page) => hasText(page, "Und das auch, ohne Neuladen?")));
	/* One takes it; the other sees that. */
	await Promise.all([one.waitForNavigation(), one.click("form[action$='/take-over'] button")]);
	await eventually(async () => (await two.locator("#talk").innerText()).includes(user.fullName),
		"the other sees who has taken over", 25000);
	/* Both answer at the same moment: who is first has answered, the other is
	 * told so (or, having seen that answer, adds one); never twice. */
	await one.fill("form#answer textarea", "Antwort von eins");
	await two.fill("form#answer textarea", "Antwort von zwei");
	await Promise.all([one, two].map((page) => Promise.all([page.waitForNavigation(),
		page.locator("form#answer button[type=submit]").dblclick({ noWaitAfter: true })])));
	const id = new URL(one.url()).pathname.match(/\/inbox\/([0-9]+)/)[1];
	const answers = await eventually(async () => {
		const { items } = await call("GET", `/sessions/${id}/messages`, user.token);
		const texts = items.map((item) => item.text).filter((text) => text?.startsWith("Antwort von"));
		return texts.length > 0 && texts;
	}, "an answer is stored");

	expectEqual(new Set(answers).size, answers.length, "answers, each once");
	for (const watch of watches)
		watch.end(/status of 409|409 of/);
	for (const context of contexts)
		await context.close();
}

async function lookOnly(seeded)
{
	/* Without scripts there is a link instead of news by themselves. */
	const context = await contextOf(seeded.user, { javaScriptEnabled: false });
	const page = await context.newPage(), name = fresh("Still ");

	await page.goto(`${base}/inbox?state=all`);
	await whatsapp(seeded.studio, "4915177700002", name, "Sieht man mich ohne Skript?");
	await eventually(async () => {
		await page.reload();
		return (await page.locator("main").innerText()).includes(name);
	}, "the message after a reload");
	await context.close();
}

async function crew()
{
	const studio = await studioNew("Reise", fresh("reise"));
	const user = await userNew(studio, "admin", "tenant_admin", "Ines Eins");
	const colleague = await userNew(studio, "hilfe", "tenant_user", "Zoe Zwei");

	await whatsapp(studio, "4915177700003", "Tastatur Tina", "Wo kann ich parken?");
	return { studio, user, colleague };
}

export function journeyTests()
{
	const seeded = once(crew);

	test("a studio signs up, is asked by a visitor, and a person answers", signUpToFirstAnswer, { ms: 150000 });
	test("the inbox is worked with the keyboard alone, and the focus is always seen", async () => keyboardOnly(await seeded()), { ms: 120000 });
	test("two people see the same message come, and do not answer twice", async () => twoInOneInbox(await seeded()), { ms: 150000 });
	test("without scripts a reload brings what is new", async () => lookOnly(await seeded()));
}
