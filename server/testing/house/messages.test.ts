import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { expect, test } from "vitest";
import en from "#i18n/en.json" with { type: "json" };
import fr from "#i18n/fr.json" with { type: "json" };
import { findFrench } from "../find-french.ts";
import { codeFiles, readSource } from "./source-files.ts";

type Tree = { [key: string]: Tree | string };

function flatten(tree: Tree, prefix = ""): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

const french = flatten(fr);
const english = flatten(en);

/** Arguments of French grammar, which English messages leave out: the `SourceNameForm` of a name. */
const frenchArguments = ["form"];

/** Returns what a message requires: arguments with their types, tags, and the options of a select. */
function demands(elements: MessageFormatElement[], found = new Set<string>()): Set<string> {
  for (const element of elements) {
    if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
    if (frenchArguments.includes(element.value)) continue;
    found.add(`${TYPE[element.type]} ${element.value}`);
    if (element.type === TYPE.tag) demands(element.children, found);
    if (element.type === TYPE.select || element.type === TYPE.plural) {
      for (const [choice, option] of Object.entries(element.options)) {
        if (element.type === TYPE.select) found.add(`${element.value}: ${choice}`);
        demands(option.value, found);
      }
    }
  }
  return found;
}

const code = codeFiles({ under: ["app", "components", "db", "features", "lib", "server"] }).filter(
  (path) => !path.startsWith("server/testing/"),
);

test("French and English have the same messages", () => {
  expect([...english.keys()].sort()).toEqual([...french.keys()].sort());
  expect(french.size).toBeGreaterThan(50);
});

test("each message requires the same values in both languages, and is not empty", () => {
  const wrong = [...french].flatMap(([key, inFrench]) => {
    const inEnglish = english.get(key) ?? "";
    if (!inFrench.trim() || !inEnglish.trim()) return [`${key} is empty`];
    const [one, other] = [inFrench, inEnglish].map((text) => [...demands(parse(text))].sort().join(", "));
    return one === other ? [] : [`${key}: ${one} / ${other}`];
  });
  expect(wrong).toEqual([]);
});

test("English messages contain no French", () => {
  const found = [...english].flatMap(([key, text]) => findFrench(text).map((words) => `${key}: ${words}`));
  expect(found).toEqual([]);
  expect([...french.values()].filter((text) => findFrench(text).length > 0).length).toBeGreaterThan(1_000);
});

test("every plural has the forms one and other", () => {
  const poor = [...french, ...english].filter(
    ([, text]) => /\bplural\b/.test(text) && !/\bone \{.*\bother \{/s.test(text),
  );
  expect(poor).toEqual([]);
});

test("every message that the code uses exists", () => {
  const missing: string[] = [];
  for (const path of code) {
    for (const [, key] of readSource(path).matchAll(
      /\bt(?:\.(?:typeset|typesetAround|rich|markup|raw|has))?\(\s*"([\w.]+)"/g,
    )) {
      if (key && !french.has(key)) missing.push(`${path}: ${key}`);
    }
    // A key composed at run time: its fixed beginning must exist.
    for (const [, start] of readSource(path).matchAll(
      /\bt(?:\.(?:typeset|typesetAround|rich|markup|raw|has))?\(\s*`([\w.]+)\$\{/g,
    )) {
      if (start && ![...french.keys()].some((key) => key.startsWith(start))) missing.push(`${path}: ${start}…`);
    }
  }
  expect(missing).toEqual([]);
});

test("every refusal has a message below errors", () => {
  const missing: string[] = [];
  for (const path of code) {
    const codes = [...readSource(path).matchAll(/\brefused\(\s*"([\w.]+)"/g)].map(([, found]) => found);
    // In a schema every dotted text is a message key, except keys of objects.
    if (/\/schema\.ts$/.test(path)) {
      codes.push(...[...readSource(path).matchAll(/"([a-z]\w*\.[a-z]\w*)"(?!\s*[:\]])/g)].map(([, found]) => found));
    }
    for (const found of codes) if (found && !french.has(`errors.${found}`)) missing.push(`${path}: errors.${found}`);
  }
  expect(missing).toEqual([]);
});

test("no message is unused", () => {
  const quoted = new Set<string>();
  const starts = new Set<string>();
  for (const path of code) {
    for (const [, text] of readSource(path).matchAll(/"(?=([\w.-]+)")/g)) if (text) quoted.add(text);
    for (const [, start] of readSource(path).matchAll(/`([a-z]\w*(?:\.\w+)*\.)\$\{/g)) if (start) starts.add(start);
  }
  const unused = [...french.keys()].filter(
    (key) =>
      !quoted.has(key) &&
      !quoted.has(key.replace(/^errors\./, "")) &&
      ![...starts].some((start) => key.startsWith(start)),
  );
  expect(unused, "take them out of both files").toEqual([]);
});

test("messages contain no no-break space: typography is applied when they are shown", () => {
  const invisible = /[\u00a0\u202f\u200b\u2009\ufeff]/;
  expect([...french, ...english].filter(([, text]) => invisible.test(text)).map(([key]) => key)).toEqual([]);
});

test("no message is composed with a colon: the space before it is French", () => {
  const shown = code.filter((path) => path !== "features/wordpress/export/synthetic-testing.ts"); // an old French site, made up
  expect(shown.filter((path) => /^(?!.* \? ).*\} : \$\{/m.test(readSource(path)))).toEqual([]);
});

test("messages of the site get their typography from the translator", () => {
  const wrapped = code.filter((path) => /\btypeset\(\s*(?:\w+\.)?(?:t|translator\(\))\(/.test(readSource(path)));
  expect(wrapped, "write t.typeset(…) instead of typeset(t(…))").toEqual([]);
});
