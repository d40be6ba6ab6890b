/* logs.mjs - what the programs said while browsers looked at them.
 * SPDX-License-Identifier: ISC */
import fs from "node:fs";
import { expect, test } from "./runner.mjs";

const dir = `${process.env.ARIIA_DIR}/log`;

/* The mails that are refused are meant to be: ways.mjs. A name that a template has and its context has not is such an error. */
export function logTests()
{
	test("no program has logged an error, and no template an unknown name", () => {
		const lines = fs.readdirSync(dir).filter((name) => /^(webhook|admin|auth|ui|agent|courier|clock)\.log$/.test(name))
			.flatMap((name) => fs.readFileSync(`${dir}/${name}`, "utf8").split("\n"));
		const errors = lines.filter((line) => /"level":"(error|critical|fatal)"/.test(line) &&
			!line.includes("no such mailbox"));

		expect(lines.length > 100, "nothing was logged");
		expect(errors.length === 0, [...new Set(errors.map((line) => {
			const { program, event, message, what } = JSON.parse(line);
			return [program, event, what, message].filter(Boolean).join(" ");
		}))].slice(0, 15).join("\n"));
	}, { alone: true });
}
