/* auth.js - shows passwords, and sends each form once. SPDX-License-Identifier: ISC */
"use strict";

const words = document.body.dataset;

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

for (const form of document.querySelectorAll('form[method="post"]')) {
	form.addEventListener("submit", (event) => {
		if (form.dataset.sent) {
			event.preventDefault();
			return;
		}
		form.dataset.sent = "yes";
		for (const button of form.querySelectorAll('button[type="submit"]'))
			button.setAttribute("aria-disabled", "true");
	});
}

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
