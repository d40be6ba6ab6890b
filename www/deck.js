/* deck.js - comforts of the deck; every page works without. SPDX-License-Identifier: ISC */
"use strict";

const words = document.body.dataset;
const all = (selector) => document.querySelectorAll(selector);
const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const isTyping = () =>
	document.activeElement.matches("input, textarea, select, [contenteditable]");

/* Forms: sent once, and not left by mistake once something was typed. */
for (const form of all('form[method="post"]')) {
	if (form.hasAttribute("data-guard"))
		form.addEventListener("input", () => { form.dataset.changed = "yes"; });
	form.addEventListener("submit", (event) => {
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		form.dataset.sent = "yes";
		delete form.dataset.changed;
		for (const button of form.querySelectorAll('button[type="submit"]'))
			button.setAttribute("aria-disabled", "true");
	});
}
window.addEventListener("beforeunload", (event) => {
	if (document.querySelector("form[data-changed]"))
		event.preventDefault();
});
/* Back from the next page: the form may be sent again. */
window.addEventListener("pageshow", (event) => {
	if (!event.persisted)
		return;
	for (const form of all("form[data-sent]")) {
		delete form.dataset.sent;
		for (const button of form.querySelectorAll('button[type="submit"]'))
			button.removeAttribute("aria-disabled");
	}
});

/* A button in each password field; without this script there is none. */
for (const input of all('input[type="password"]')) {
	const box = document.createElement("div");
	const button = document.createElement("button");

	box.className = "peek";
	button.className = "peek-button";
	button.type = "button";
	button.textContent = words.show;
	button.setAttribute("aria-controls", input.id);
	button.setAttribute("aria-pressed", "false");
	button.addEventListener("click", () => {
		const isHidden = input.type === "password";

		input.type = isHidden ? "text" : "password";
		button.textContent = isHidden ? words.hide : words.show;
		button.setAttribute("aria-pressed", String(isHidden));
		input.focus();
	});
	const hadFocus = document.activeElement === input;
	input.replaceWith(box);
	box.append(input, button);
	if (hadFocus)
		input.focus();
	/* Managers of passwords look for the type when the form leaves. */
	if (input.form)
		input.form.addEventListener("submit", () => {
			input.type = "password";
		});
}

/* Choices that filter a list take effect at once. */
for (const select of all("form[data-at-once] select"))
	select.addEventListener("change", () => select.form.requestSubmit());

/* Copies what the element named by data-copy holds. */
for (const button of all("button[data-copy]")) {
	button.hidden = false;
	button.addEventListener("click", async () => {
		const source = document.getElementById(button.dataset.copy);

		await navigator.clipboard.writeText(source.value || source.textContent);
		const before = button.textContent;
		button.textContent = words.copied;
		setTimeout(() => { button.textContent = before; }, 1500);
	});
}

/* Canned replies are put into the answer where the page stands. */
for (const link of all("a[data-insert]"))
	link.addEventListener("click", async (event) => {
		const area = document.getElementById(link.dataset.insert);

		if (!area || event.ctrlKey || event.metaKey || event.shiftKey)
			return;
		event.preventDefault();
		try {
			const page = await load(link.href);
			area.focus();
			area.setRangeText(page.getElementById(area.id).value,
			    area.selectionStart, area.selectionEnd, "end");
			area.dispatchEvent(new Event("input", { bubbles: true }));
		} catch (error) { location.href = link.href; }
	});

async function load(url)
{
	const answer = await fetch(url, { headers: { Accept: "text/html" } });

	if (!answer.ok)
		throw new Error(answer.status);
	return parse(await answer.text());
}

/* Shows what a form would make: its fields are sent to data-preview, and what
 * comes back replaces the element named by data-into. */
for (const form of all("form[data-preview]")) {
	let timer = 0;
	let running = null;

	form.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(async () => {
			if (running)
				running.abort();
			running = new AbortController();
			try {
				const answer = await fetch(form.dataset.preview, {
					method: "POST",
					body: new URLSearchParams(new FormData(form)),
					headers: { Accept: "text/html" },
					signal: running.signal,
				});
				if (answer.ok)
					renew(form.dataset.into, parse(await answer.text()));
			} catch (error) { /* the next key tries again */ }
		}, 300);
	});
}

/* Makes old what fresh is and touches nothing that is the same, so that focus,
 * selection, what was opened and half-typed words stay. Children with an id are
 * found again wherever they went. */
function patch(old, fresh)
{
	if (old.isEqualNode(fresh))
		return;
	if (old.nodeType !== 1 || old.nodeName !== fresh.nodeName || old.id !== fresh.id) {
		old.replaceWith(fresh);
		return;
	}
	for (const { name } of [...old.attributes])
		if (name !== "open" && !fresh.hasAttribute(name))
			old.removeAttribute(name);
	for (const { name, value } of fresh.attributes)
		if (old.getAttribute(name) !== value)
			old.setAttribute(name, value);
	if (old.matches("textarea") || (old.matches("input") && old.type !== "hidden"))
		return;
	let at = old.firstChild;
	for (const child of [...fresh.childNodes]) {
		const same = child.id && [...old.children].find((one) => one.id === child.id);

		if (same && same !== at)
			old.insertBefore(same, at);
		else if (!at || (at.id && !same))
			old.insertBefore(child, at);
		if (same || (at && !at.id)) {
			const next = same ? same.nextSibling : at.nextSibling;
			patch(same || at, child);
			at = next;
		}
	}
	while (at) {
		const next = at.nextSibling;
		at.remove();
		at = next;
	}
}

/* The element called id as the page has it. */
function renew(id, page)
{
	const fresh = page.getElementById(id);
	const old = document.getElementById(id);

	if (fresh && old)
		patch(old, fresh);
}

/* Elements with data-live, and the counts beside them, come again every few
 * seconds while the page is seen; an unchanged page is a 304 without a body. It
 * ends once none is live. */
const live = () => all("[data-live]");
const LIVE_MS = 4000;
const scroller = document.querySelector(".talk-scroll");
const hint = document.getElementById("newer");
let tag = null;

/* The talk grows at its end, from where it is scrolled. */
const isAtEnd = () => !scroller || scroller.scrollTop > -40;

async function refresh()
{
	const selection = getSelection();

	if (document.hidden || (!selection.isCollapsed && selection.anchorNode.parentElement.closest("[data-live]")))
		return;
	const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });

	if (!answer.ok || answer.redirected || (tag !== null && answer.headers.get("ETag") === tag))
		return;
	tag = answer.headers.get("ETag");
	const page = parse(await answer.text());
	const wasAtEnd = isAtEnd();
	const height = scroller && scroller.scrollHeight;
	const count = all(".say").length;
	const focused = document.activeElement;

	for (const element of live())
		renew(element.id, page);
	renew("places", page);
	document.title = page.title;
	if (focused !== document.activeElement && focused.isConnected)
		focused.focus({ preventScroll: true });
	if (!scroller || wasAtEnd)
		return;
	scroller.scrollTop -= scroller.scrollHeight - height;
	if (hint && all(".say").length > count)
		hint.hidden = false;
}
const look = () => { if (live().length > 0) refresh().catch(() => {}); };

if (live().length > 0) {
	setInterval(look, LIVE_MS);
	document.addEventListener("visibilitychange", look);
	window.addEventListener("pageshow", (event) => { if (event.persisted) look(); });
}
if (scroller && hint) {
	hint.addEventListener("click", () => {
		scroller.scrollTop = 0;
		hint.hidden = true;
	});
	scroller.addEventListener("scroll", () => { hint.hidden = hint.hidden || isAtEnd(); });
}
/* What one comes for is in sight, also on a small screen. */
if (scroller && !location.hash)
	(document.getElementById("answer") || scroller).scrollIntoView({ block: "nearest" });

/* The help that ? shows. */
for (const button of all("dialog button"))
	button.addEventListener("click", () => button.closest("dialog").close());

/* Keys: ? shows them, / searches, g and a letter goes somewhere, j and k go
 * through rows, and each page has its own (data-letter). */
let isGoing = false;

function step(by)
{
	const rows = [...all(".list-link, .main-cell a")];
	const at = rows.indexOf(document.activeElement);
	const row = rows[at < 0 ? 0 : at + by];

	if (row)
		row.focus();
}

document.addEventListener("keydown", (event) => {
	const { key } = event;

	if (isTyping()) {
		if (key === "Escape")
			document.activeElement.blur();
		else if (key === "Enter" && (event.ctrlKey || event.metaKey) && document.activeElement.matches("textarea"))
			document.activeElement.form.requestSubmit();
		return;
	}
	if (event.ctrlKey || event.metaKey || event.altKey)
		return;
	const search = document.querySelector('input[type="search"]');
	const find = (name) => document.querySelector(`[${name}="${CSS.escape(key)}"]`);

	if (isGoing) {
		isGoing = false;
		find("data-key")?.click();
	} else if (key === "/" && search) {
		event.preventDefault();
		search.focus();
	} else if (key === "?") {
		const help = document.getElementById("keys");
		if (help)
			help.open ? help.close() : help.showModal();
	} else if (key === "g") {
		isGoing = true;
		setTimeout(() => { isGoing = false; }, 1500);
	} else if (key === "j" || key === "k") {
		step(key === "j" ? 1 : -1);
	} else if (/^[a-z]$/.test(key) && find("data-letter")) {
		const element = find("data-letter");
		event.preventDefault();
		if (element.matches("form"))
			element.querySelector("textarea").focus();
		else
			element.click();
	}
});
