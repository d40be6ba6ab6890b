/* product.mjs - the product from outside: its command line, its API, its mails.
 * SPDX-License-Identifier: ISC */
import { execFile, spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { eventually, fail } from "./runner.mjs";

const env = (name) => process.env[name] ?? fail(`${name} is missing: a stack must be up`);

export const base = env("ARIIA_URL");
export const root = env("ARIIA_ROOT");
export const build = env("ARIIA_BUILD");
export const port = new URL(base).port;
export const password = "Correct-Horse-9-Battery";

export const fresh = (prefix) => prefix + randomBytes(5).toString("hex");
/* Where a studio's own host is: Chromium and the system know *.localhost. */
export const hostOf = (slug) => `http://${slug}.localhost:${port}`;

/* Runs a program; its standard output. Input: what it reads, NULL for nothing. */
export function run(program, words, input = "")
{
	return new Promise((done, reject) => {
		const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe"] });
		let out = "", complaints = "";

		child.stdout.on("data", (bytes) => { out += bytes; });
		child.stderr.on("data", (bytes) => { complaints += bytes; });
		child.on("error", reject);
		child.on("close", (status) => (status === 0 ? done(out)
			: reject(new Error(`${program} ${words.join(" ")}: ${complaints || out}`))));
		child.stdin.on("error", () => {});
		child.stdin.end(input);
	});
}

/* The command line, started once: an empty line follows what a command printed. */
let batch;
export let batchEnd;

function batchStart()
{
	const child = spawn(`${build}/ariia`, ["batch"], { stdio: ["pipe", "pipe", "pipe"] });
	const waiting = [];
	let out = "", complaints = "";

	child.stderr.on("data", (bytes) => { complaints += bytes; });
	child.stdout.on("data", (bytes) => {
		out += bytes;
		for (let end; waiting.length > 0 && (end = `\n${out}`.indexOf("\n\n")) >= 0;) {
			waiting.shift().done(out.slice(0, end));
			out = out.slice(end + 1);
		}
	});
	child.on("close", () => {
		batch = batchEnd = undefined;
		for (const one of waiting)
			one.reject(new Error(`ariia ${one.line}: ${complaints}`));
	});
	batchEnd = () => child.stdin.end();
	return (line, input) => new Promise((done, reject) => {
		waiting.push({ done, reject, line });
		child.stdin.write(`${line}\n${input === undefined ? "" : `${input}\n`}`);
	});
}

const quoted = (word) => (word.includes("'") ? `"${word}"` : `'${word}'`);

export function ariia(words, input)
{
	batch ??= batchStart();
	return batch(words.map(quoted).join(" "), input);
}

/* GET at a studio's own host, without a browser: status, headers, text. */
export const getAt = (slug, path) => new Promise((done, reject) => {
	http.get(base + path, { headers: { Host: `${slug}.localhost:${port}`, Accept: "text/html, text/css" } }, (answer) => {
		let text = "";

		answer.setEncoding("utf8");
		answer.on("data", (part) => { text += part; });
		answer.on("end", () => done({ status: answer.statusCode, headers: answer.headers, text }));
	}).on("error", reject);
});

/* The counts of limits and pauses go: everybody here has the same address. */
export function forgetLimits()
{
	return new Promise((done) => execFile("redis-cli", ["-s", env("ARIIA_REDIS"), "FLUSHALL"], done));
}

/* A call of the API; its JSON, or an error with what the product said. */
export async function call(method, path, token, body, type = "application/json")
{
	const headers = { Accept: "application/json" };

	if (token)
		headers.Authorization = `Bearer ${token}`;
	if (body !== undefined)
		headers["Content-Type"] = type;
	const ask = () => fetch(base + path, {
		method,
		headers,
		body: body === undefined || typeof body === "string" ? body : JSON.stringify(body),
		redirect: "manual",
	});
	let answer = await ask();

	/* Only so many passwords are hashed at once. */
	for (let tries = 0; answer.status === 429 && tries < 20; tries++) {
		await new Promise((done) => setTimeout(done, 250));
		answer = await ask();
	}
	const text = await answer.text();

	if (answer.status >= 400)
		fail(`${method} ${path}: ${answer.status} ${text}`);
	return text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text;
}

const decoded = (bytes) => bytes.replace(/=\r?\n/g, "").replace(/((?:=[0-9A-F]{2})+)/g, (hex) =>
	Buffer.from(hex.replaceAll("=", ""), "hex").toString());

/* The newest mail to an address whose text has all the words. */
export async function mailTo(address, ...words)
{
	const dir = env("ARIIA_MAIL_DIR");

	return eventually(() => {
		const files = fs.readdirSync(dir).filter((name) =>
			name.startsWith(`${address}.`) && name.endsWith(".eml"));

		files.sort((a, b) => Number(b.split(".").at(-2)) - Number(a.split(".").at(-2)));
		for (const file of files) {
			const raw = fs.readFileSync(`${dir}/${file}`, "utf8");
			const text = decoded(raw) + raw.split(/\r?\n\r?\n/).map((part) =>
				(/^[A-Za-z0-9+/=\r\n]{40,}$/.test(part) ? Buffer.from(part, "base64").toString() : "")).join("\n");
			if (words.every((word) => text.includes(word)))
				return text;
		}
		return null;
	}, `a mail to ${address} with ${words.join(", ")}`, 30000);
}

/* The path of the link in a mail that begins with this. */
export async function linkTo(address, beginning)
{
	const mail = await mailTo(address, beginning);
	const found = mail.match(new RegExp(`https?://[^\\s"<>]*?(${beginning}[^\\s"<>]*)`)) ?? fail(mail);

	return found[1].replaceAll("&amp;", "&");
}

/* What Meta sends when somebody writes; signed with the studio's secret. */
export async function whatsapp(studio, from, name, text)
{
	const body = JSON.stringify({
		object: "whatsapp_business_account",
		entry: [{ id: "1", changes: [{ field: "messages", value: {
			messaging_product: "whatsapp",
			metadata: { display_phone_number: "4930000", phone_number_id: studio.phoneId },
			contacts: [{ profile: { name }, wa_id: from }],
			messages: [{ from, id: fresh("wamid."), timestamp: String(Math.floor(Date.now() / 1000)),
				type: "text", text: { body: text } }],
		} }] }],
	});
	const answer = await fetch(`${base}/webhook/whatsapp/${studio.slug}`, {
		method: "POST",
		headers: { "Content-Type": "application/json",
			"X-Hub-Signature-256": `sha256=${createHmac("sha256", studio.secret).update(body).digest("hex")}` },
		body,
	});

	if (answer.status !== 200)
		fail(`WhatsApp delivery: ${answer.status} ${await answer.text()}`);
}

/* What somebody new writes on the studio's website. */
export const webchat = (studio, text) =>
	call("POST", `/webhook/web/${studio.slug}`, null, { text, key: fresh("key") });

/* The code of an authenticator at this moment, or so many steps later. */
export function totp(secret, steps = 0)
{
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const bits = [...secret.replace(/[ =]/g, "")].map((letter) =>
		letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
	const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
	const counter = Buffer.alloc(8);

	counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
	const mac = createHmac("sha1", key).update(counter).digest();
	const at = mac.at(-1) & 15;

	return String((mac.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}
