/* embed.mjs - the chat on a studio's website: where the studio allows it, and
 * nowhere else. SPDX-License-Identifier: ISC */
import http from "node:http";
import { contextNew } from "./browser.mjs";
import { ariia, base } from "./product.mjs";
import { eventually, expect, test } from "./runner.mjs";

/* A website with the snippet, under two names of which one is allowed. */
async function website(slug, use)
{
	const server = http.createServer((request, answer) => {
		answer.setHeader("Content-Type", "text/html; charset=utf-8");
		answer.end(`<!doctype html><html lang="de"><title>Laden</title><h1>Laden</h1>
			<script src="${base}/static/embed.js" data-studio="${slug}" async></script></html>`);
	});

	await new Promise((done) => server.listen(0, "127.0.0.1", done));
	const { port } = server.address();

	try {
		await ariia(["setting", "put", slug, "webchat_origins", `http://localhost:${port}`]);
		await use(`http://localhost:${port}/`, `http://127.0.0.1:${port}/`);
	} finally {
		server.close();
	}
}

/* The frame of the chat after the button was pressed. */
async function openChat(page, address, slug)
{
	await page.goto(address);
	await page.locator("#ariia-chat button").first().click();
	return eventually(() => page.frames().find((frame) => frame !== page.mainFrame() &&
		(frame.url().includes(`/chat/${slug}`) || frame.url().startsWith("chrome-error:"))), "a frame");
}

export function embedTests({ full })
{
	test("the chat opens on a website that the studio allows, and on no other", async () => {
		await website(full.slug, async (allowed, strange) => {
			const context = await contextNew();
			const page = await context.newPage();
			const frame = await openChat(page, allowed, full.slug);

			await frame.locator("textarea[name=text]").waitFor();
			await frame.locator("textarea[name=text]").fill("Hallo von der Website");
			await frame.locator("button.chat-send").click();
			await eventually(async () => await frame.locator(".chat-item:not(.is-mine)").count() > 0, "an answer in the frame", 30000);
			const other = await context.newPage();
			const refused = await openChat(other, strange, full.slug);

			await eventually(async () => refused.url().startsWith("chrome-error:") ||
				await refused.locator("textarea").count() === 0, "the refusal");
			expect(await refused.locator("textarea").count() === 0, "a strange website shows the chat");
			await context.close();
		});
	});
}
