/* embed.js - puts a studio's chat on its website. SPDX-License-Identifier: ISC */
(() => {
	"use strict";
	const id = "ariia-chat";
	const tag = document.currentScript || document.querySelector("script[data-studio]");
	const { studio, color = "#35d", ink = "#fff", position, label = "Chat" } = tag.dataset;
	if (!studio || document.getElementById(id))
		return;
	const { origin } = new URL(tag.src);
	const make = (name, into, attributes) => {
		const made = document.createElement(name);
		for (const key in attributes)
			made.setAttribute(key, attributes[key]);
		into.append(made);
		return made;
	};
	const host = make("div", document.body, { id });
	const root = host.attachShadow({ mode: "open" });
	const sheet = new CSSStyleSheet();
	/* Any policy of a website allows this. */
	host.style = `--c:${color};--i:${ink}`;
	sheet.replaceSync(`button,div{position:fixed;bottom:20px;${position || "right"}:20px;z-index:2147483647;box-shadow:0 4px 24px #0005}
button{padding:16px;border:0;border-radius:50%;background:var(--c);color:var(--i);cursor:pointer}
button:focus-visible{outline:3px solid var(--c);outline-offset:3px}
button::before{content:"";display:block;width:24px;height:24px;background:currentColor;clip-path:path("M4 3h16q2 0 2 2v10q0 2-2 2h-9l-6 5v-5h-1q-2 0-2-2v-10q0-2 2-2z")}
[aria-expanded=true]::before,.x::before{clip-path:path("M11 1h2v10h10v2h-10v10h-2v-10H1v-2h10z");transform:rotate(45deg)}
.new::after{content:"";position:absolute;top:0;right:0;padding:7px;border-radius:50%;background:#d22}
div{bottom:88px;width:400px;height:min(640px,100vh - 108px);overflow:hidden;border-radius:16px;background:Canvas;color:CanvasText;color-scheme:light dark}
iframe{width:100%;height:100%;border:0}
.x{display:none;position:absolute;inset:2px 0 auto auto;background:none;color:inherit;box-shadow:none}
[hidden]{display:none}
@media(max-width:480px){div{inset:0;width:auto;height:auto;border-radius:0}.x{display:block}}`);
	root.adoptedStyleSheets = [sheet];
	const button = make("button", root, { "aria-label": label });
	const panel = make("div", root);
	const close = make("button", panel, { class: "x", "aria-label": "×" });
	let frame;
	const tell = () => frame.contentWindow.postMessage(panel.hidden, origin);
	const show = (open) => {
		panel.hidden = !open;
		button.setAttribute("aria-expanded", open);
		button.className = "";
		if (frame)
			tell();
		else if (open) {
			frame = make("iframe", panel, { title: label, src: `${origin}/chat/${studio}` });
			frame.onload = tell;
		}
	};
	const toggle = () => {
		show(panel.hidden);
		(panel.hidden ? button : frame).focus();
	};
	show(false);
	button.onclick = close.onclick = toggle;
	addEventListener("keydown", ({ key }) => key === "Escape" && !panel.hidden && toggle());
	addEventListener("message", ({ source, origin: from, data }) => {
		if (source !== frame?.contentWindow || from !== origin)
			return;
		if (data === "unread")
			button.className = "new";
		else if (data === "close")
			toggle();
	});
})();
