/* chat.js - sends without a reload, shows answers as they come.
 * SPDX-License-Identifier: ISC */
"use strict";
(() => {
	const page = document.body.dataset;
	const id = (name) => document.getElementById(name);
	const form = id("form"), text = id("text"), list = id("list");
	const memory = "ariia-chat-" + page.slug;
	let visitor = page.visitor, last = Number(page.last), tag = "";
	let waiting = !id("typing").hidden, failures = 0, timer = 0;
	/* Of the website around the frame: its origin once it has spoken, and
	 * whether it has put the frame away. */
	let site = "", isAway = false;

	const recall = () => {
		try { return localStorage.getItem(memory); } catch { return null; }
	};
	const remember = () => {
		try {
			localStorage.setItem(memory, visitor);
		} catch {
			/* A frame without storage: a reload shall find the talk again. */
			history.replaceState(null, "", "?" + new URLSearchParams({ visitor }));
		}
		form.elements.visitor.value = visitor;
	};
	const toEnd = () => {
		const box = id("scroll");
		box.scrollTop = box.scrollHeight;
	};
	const newKey = () => {
		const bytes = crypto.getRandomValues(new Uint8Array(16));
		return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
	};
	const element = (name, className, content) => {
		const made = document.createElement(name);
		made.className = className;
		made.textContent = content;
		return made;
	};
	const choices = (buttons) => {
		const row = element("div", "chat-choices", "");
		for (const { id: value, title, key } of buttons) {
			const button = element("button", "chat-choice", title);
			Object.assign(button, { type: "button", value });
			button.dataset.key = key;
			row.append(button);
		}
		return row;
	};
	/* What became of an own message: a mark, and words for it. */
	const state = (name) => {
		const mark = element("span", "chat-state is-" + name, "");
		mark.append(element("span", name === "sent" ? "sr-only" : "", page[name]));
		return mark;
	};
	const bubble = (item) => {
		const row = element("li", "chat-item", "");
		const meta = element("p", "chat-meta", item.is_staff ? page.staff + " · " : "");
		const time = element("time", "", item.clock);
		row.classList.toggle("is-mine", item.is_mine);
		row.classList.toggle("is-staff", item.is_staff);
		time.dateTime = item.at;
		meta.append(time);
		if (item.is_mine)
			meta.append(state(item.state || "sent"));
		row.append(element("p", "chat-bubble", item.text), meta);
		if (item.buttons?.length)
			row.append(choices(item.buttons));
		return row;
	};
	/* What was answered can not be answered again. */
	const settle = () => {
		for (const row of list.querySelectorAll(".chat-choices"))
			row.remove();
	};
	const trouble = (words) => {
		id("trouble").textContent = words;
		id("trouble").hidden = !words;
	};
	/* The bubble of what has arrived now, however its sending ended here. */
	const unsentLike = (words) => [...list.querySelectorAll(".is-unsent")]
		.find((row) => row.firstChild.textContent === words);
	const tellSite = (what) => {
		if (site)
			parent.postMessage(what, site);
	};
	const show = (answer) => {
		const box = id("scroll");
		const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80;
		for (const item of answer.items) {
			if (item.id <= last)
				continue;
			last = item.id;
			if (item.is_mine) {
				unsentLike(item.text)?.remove();
				settle();
			}
			list.insertBefore(bubble(item), list.querySelector(".is-unsent"));
			if (!item.is_mine && isAway)
				tellSite("unread");
		}
		waiting = answer.is_waiting;
		id("typing").hidden = !waiting;
		id("online").hidden = !answer.is_ai;
		id("called").hidden = !answer.is_called;
		id("human").hidden = !answer.is_human;
		id("empty").hidden = list.children.length > 0;
		if (atEnd && answer.items.length > 0)
			toEnd();
	};
	/* Often while an answer is due, seldom when nothing happens or nobody looks. */
	const pause = () => {
		if (failures > 0)
			return Math.min(30000, 1000 * 2 ** failures);
		return document.hidden || isAway ? 15000 : waiting ? 700 : 3000;
	};
	const poll = async () => {
		clearTimeout(timer);
		const query = new URLSearchParams({ visitor, after: last });
		try {
			const answer = await fetch("/chat/" + page.slug + "/messages?" + query, {
				headers: { Accept: "application/json", ...(tag && { "If-None-Match": tag }) },
				cache: "no-store", signal: AbortSignal.timeout(10000),
			});
			if (answer.status === 200) {
				tag = answer.headers.get("ETag") || "";
				show(await answer.json());
			} else if (answer.status === 404 && visitor !== page.visitor) {
				visitor = form.elements.visitor.value = page.visitor;
				tag = "";
			} else if (answer.status !== 304)
				throw new Error(answer.status);
			trouble("");
			failures = 0;
		} catch {
			if (++failures > 1)
				trouble(page.offline);
		}
		timer = setTimeout(poll, pause());
	};
	const post = async (body) => {
		for (let attempt = 0; attempt < 4; attempt++) {
			if (attempt > 0)
				await new Promise((done) => setTimeout(done, 500 * 2 ** attempt));
			const answer = await fetch(form.action, {
				method: "POST", body, signal: AbortSignal.timeout(15000),
				headers: { "Content-Type": "application/json", Accept: "application/json" },
			}).catch(() => null);
			if (answer?.ok)
				return answer.json();
			if (answer && answer.status < 500)
				return null;
		}
		return null;
	};
	/* The key makes a repeated request count once. */
	const send = async (words, more) => {
		/* Its time is told by the studio, once it has it. */
		const row = bubble({ is_mine: true, text: words, clock: "", at: new Date().toISOString(), state: "sending" });
		row.classList.add("is-unsent");
		list.append(row);
		id("empty").hidden = true;
		toEnd();
		const answer = await post(JSON.stringify({ visitor, text: words, ...more }));
		if (answer) {
			row.querySelector(".chat-state").replaceWith(state("sent"));
			visitor = answer.visitor;
			remember();
			poll();
			return;
		}
		const again = element("button", "chat-again", page.again);
		again.type = "button";
		again.addEventListener("click", () => {
			row.remove();
			text.focus();
			send(words, more);
		});
		row.classList.add("is-failed");
		row.querySelector(".chat-state").replaceWith(state("failed"));
		row.append(again);
		toEnd();
	};
	const say = () => {
		const words = text.value.trim();
		if (!words)
			return;
		text.value = "";
		grow();
		send(words, { key: newKey() });
	};
	const press = (button) => {
		const key = button.dataset.key || button.form.elements.key.value;
		for (const one of button.closest(".chat-choices").querySelectorAll("button"))
			one.disabled = true;
		send(button.textContent, { key, button_id: button.value });
	};
	const grow = () => {
		if (CSS.supports("field-sizing", "content"))
			return;
		text.style.height = "auto";
		text.style.height = text.scrollHeight + "px";
	};

	const known = recall();
	if (!page.known && known) {
		visitor = known;
		form.elements.visitor.value = visitor;
	}
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		say();
	});
	list.addEventListener("click", (event) => {
		const button = event.target.closest(".chat-choice");
		if (!button)
			return;
		event.preventDefault();
		press(button);
	});
	text.addEventListener("keydown", (event) => {
		if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
			event.preventDefault();
			say();
		}
	});
	text.addEventListener("input", grow);
	document.addEventListener("visibilitychange", () => document.hidden || poll());
	addEventListener("online", () => { failures = 0; poll(); });
	addEventListener("offline", () => trouble(page.offline));
	/* embed.js says true when it puts the frame away, false when it shows it. */
	addEventListener("message", ({ source, origin, data }) => {
		if (parent === window || source !== parent || typeof data !== "boolean")
			return;
		site = origin;
		isAway = data;
		if (isAway)
			return;
		if (matchMedia("(hover: hover)").matches)
			text.focus();
		poll();
	});
	addEventListener("keydown", ({ key }) => key === "Escape" && tellSite("close"));
	document.body.classList.toggle("is-framed", parent !== window);
	toEnd();
	poll();
})();
