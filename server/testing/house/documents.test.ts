import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { settingKeys } from "#features/settings/schema.ts";
import { readSource, root } from "./source-files.ts";

const document = (path: string) => readFileSync(join(root, path), "utf8");

test("docs/command-line.md names every setting and every command", () => {
  const text = document("docs/command-line.md");
  expect(settingKeys.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  const commands = readdirSync(join(root, "server/cli/commands"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => name.replace(".ts", ""));
  expect(commands.filter((name) => !new RegExp(`\`${name}[ \`]`).test(text))).toEqual([]);
});

test("docs/configuration.md names every environment variable", () => {
  const text = document("docs/configuration.md");
  const names = [...readSource("lib/env.ts").matchAll(/^ {2}([A-Z][A-Z0-9_]+):/gm)].map(([, name]) => name ?? "");
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
});

test("every link between documents leads somewhere", () => {
  const documents = [
    "README.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => `docs/${name}`),
  ];
  const lost = documents.flatMap((path) =>
    [...document(path).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
      .filter(([, target]) => !existsSync(join(root, dirname(path), target ?? "")))
      .map(([, target]) => `${path}: ${target}`),
  );
  expect(lost).toEqual([]);
});
