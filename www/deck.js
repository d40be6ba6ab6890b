/* deck.js - comforts of the deck; every page works without. SPDX-License-Identifier: ISC */
"use strict";

const words = document.body.dataset;
const isTyping = () =>
	document.activeElement.matches("input, textarea, select, [contenteditable]");

/* Forms: sent once, and not left by mistake once something was typed. */
for (const form of document.querySelectorAll('form[method="post"]')) {
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
	for (const form of document.querySelectorAll("form[data-sent]")) {
		delete form.dataset.sent;
		for (const button of form.querySelectorAll('button[type="submit"]'))
			button.removeAttribute("aria-disabled");
	}
});

/* A button in each password field; without this script there is none. */
for (const input of document.querySelectorAll('input[type="password"]')) {
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
for (const select of document.querySelectorAll("form[data-at-once] select"))
	select.addEventListener("change", () => select.form.requestSubmit());

/* Copies what the element named by data-copy holds. */
for (const button of document.querySelectorAll("button[data-copy]")) {
	button.hidden = false;
	button.addEventListener("click", async () => {
		const source = document.getElementById(button.dataset.copy);

		await navigator.clipboard.writeText(source.value || source.textContent);
		const before = button.textContent;
		button.textContent = words.copied;
		setTimeout(() => { button.textContent = before; }, 1500);
	});
}

/* Shows what a form would make: its fields are sent to data-preview, and what
 * comes back replaces the element named by data-into. */
for (const form of document.querySelectorAll("form[data-preview]")) {
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
					replace(form.dataset.into, await answer.text());
			} catch (error) { /* the next key tries again */ }
		}, 300);
	});
}

/* The element called id as html has it; true if that changed something. */
function replace(id, html)
{
	const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(id);
	const old = document.getElementById(id);

	if (!fresh || !old || fresh.innerHTML === old.innerHTML)
		return false;
	const isAtEnd = old.scrollTop + old.clientHeight >= old.scrollHeight - 40;
	old.replaceWith(fresh);
	if (isAtEnd)
		fresh.scrollTop = fresh.scrollHeight;
	return true;
}

/* Elements with data-live come again every few seconds while the page is seen;
 * an unchanged one is a 304 without a body. It ends once none is live. */
const live = () => document.querySelectorAll("[data-live]");
const LIVE_MS = 4000;

async function refresh()
{
	if (document.hidden || (isTyping() && document.activeElement.closest("[data-live]")))
		return;
	const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });

	if (!answer.ok || answer.redirected)
		return;
	const html = await answer.text();

	for (const element of live())
		replace(element.id, html);
}
if (live().length > 0) {
	const timer = setInterval(() => {
		if (live().length === 0)
			clearInterval(timer);
		else
			refresh().catch(() => {});
	}, LIVE_MS);
}

/* The help that ? shows. */
for (const button of document.querySelectorAll("dialog button"))
	button.addEventListener("click", () => button.closest("dialog").close());

/* Keys: ? shows them, / searches, g and a letter goes somewhere. */
let isGoing = false;

document.addEventListener("keydown", (event) => {
	if (event.ctrlKey || event.metaKey || event.altKey || isTyping())
		return;
	const search = document.querySelector('input[type="search"]');

	if (event.key === "/" && search) {
		event.preventDefault();
		search.focus();
	} else if (event.key === "?") {
		const help = document.getElementById("keys");
		if (help)
			help.open ? help.close() : help.showModal();
	} else if (event.key === "g") {
		isGoing = true;
		setTimeout(() => { isGoing = false; }, 1500);
	} else if (isGoing) {
		const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
		isGoing = false;
		if (link)
			link.click();
	}
});
