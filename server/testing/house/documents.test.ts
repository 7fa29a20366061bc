import { existsSync, globSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { settingKeys } from "#features/settings/schema.ts";
import { readSource, root } from "./source-files.ts";

const documents = ["README.md", "CHANGELOG.md", ...globSync("docs/**/*.md", { cwd: root })];

test("docs/command-line.md names every setting and every command", () => {
  const text = readSource("docs/command-line.md");
  expect(settingKeys.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  const commands = readdirSync(join(root, "server/cli/commands"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.replace(".ts", ""));
  expect(commands.filter((name) => !new RegExp(`\`${name}[ \`]`).test(text))).toEqual([]);
});

test("docs/configuration.md names every environment variable", () => {
  const text = readSource("docs/configuration.md");
  const names = [...readSource("lib/env.ts").matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name ?? "");
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test("every link between documents has a target", () => {
  const lost = documents.flatMap((path) =>
    [...readSource(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
      .filter(([, target]) => !existsSync(join(root, dirname(path), target ?? "")))
      .map(([, target]) => `${path}: ${target}`),
  );
  expect(lost).toEqual([]);
});

test("every decision has a number of its own, which its title repeats", () => {
  const names = readdirSync(join(root, "docs/decisions")).filter((name) => /^\d{3}-/.test(name));
  const numbers = names.map((name) => name.slice(0, 3));
  expect(numbers.length).toBeGreaterThan(50);
  expect(numbers.filter((number, at) => numbers.indexOf(number) !== at)).toEqual([]);
  expect(names.filter((name) => !readSource(`docs/decisions/${name}`).startsWith(`# ${name.slice(0, 3)}. `))).toEqual(
    [],
  );
});

test("lines of documents are at most 120 characters long", () => {
  // A table row cannot wrap, nor can a line that is a single link or address.
  const isUnbreakable = (line: string) => /^\s*\|/.test(line) || /^\s*(?:[-*>] )?(?:\[[^\]]*\]\(\S*\)|\S+)$/.test(line);
  expect(documents.length).toBeGreaterThan(50);
  const long = documents.flatMap((path) =>
    readSource(path)
      .split("\n")
      .flatMap((line, index) => ([...line].length > 120 && !isUnbreakable(line) ? [`${path}:${index + 1}`] : [])),
  );
  expect(long, "wrap the paragraph at 120 characters").toEqual([]);
});
