import { expect, test } from "vitest";
import {
  assembled,
  expressionsIn,
  faultOf,
  ledgerFile,
  outcomes,
  productFiles,
  readLedger,
  repeats,
  spell,
} from "./regular-expressions.ts";
import { read, root } from "./source.ts";

// No text that a stranger sends, pastes or has imported may cost more than in proportion to its length: docs/decisions/033-linear-regular-expressions.md.

const found = productFiles()
  .filter((path) => /\/|RegExp/.test(read(path)))
  .map((path) => expressionsIn(path, read(path)));
const fixed = found.flatMap((one) => one.fixed);

/** The few that are more than linear, by file: what bounds the text they are given, and where. */
const bounded: Record<string, string> = {};

/** Before so many are not in the ledger, each is analysed at every run. */
const maxUnnoted = 25;

test("reads the regular expressions of the product", () => {
  expect(fixed.length).toBeGreaterThan(500);
  expect(fixed.filter(({ file }) => file === "lib/typography.ts").length, "assembled of constants").toBeGreaterThan(9);
});

test("every regular expression of the product takes linear time", () => {
  const ledger = new Set(readLedger(root));
  const all = [...fixed.filter((one) => !(`${one.file} ${spell(one)}` in bounded)), ...outcomes()];
  const unnoted = new Map(all.filter((one) => repeats(one) && !ledger.has(spell(one))).map((one) => [spell(one), one]));
  expect(
    [...unnoted.keys()].slice(maxUnnoted),
    `run: node ${ledgerFile.replace(/[^/]+$/, "note-linear-expressions.ts")}`,
  ).toEqual([]);
  const slow = [...unnoted.values()].flatMap(({ file, line, source, flags }) => {
    const fault = faultOf(source, flags);
    return fault === undefined ? [] : [`${file}:${line} ${spell({ source, flags })}: ${fault}`];
  });
  expect(slow, "anchor a repeated part where it begins, (?<!x)x+, or look for the parts by indexOf").toEqual([]);
});

test("the ledger is sorted, and an exception is neither linear nor gone", () => {
  const ledger = readLedger(root);
  expect(ledger).toEqual([...new Set(ledger)].sort());
  const standing = new Set(fixed.map((one) => `${one.file} ${spell(one)}`));
  const needless = Object.keys(bounded).filter(
    (key) => !standing.has(key) || ledger.includes(key.split(" ").slice(1).join(" ")),
  );
  expect(needless).toEqual([]);
});

test("what is assembled at run time is reviewed with what comes out", () => {
  const calls = found.flatMap((one) => one.assembled.map(({ file, call }) => `${file} ${call.replaceAll("$", "")}`));
  expect(calls.sort()).toEqual(Object.keys(assembled).sort());
});

test.each([
  ["/-+$/", "a run that nothing ends"],
  ["/(a+)+$/", "a repetition of a repetition"],
  ["/<head\\b[^>]*>/", "an opening that can stand inside itself"],
  ["/<b>[^]*?<\\/b>/g", "many openings without an end"],
  ["/\\s*\\n\\s*/g", "white space before white space"],
  ["/^(.+)x(.+)y$/", "two parts that share their characters"],
  ["/(?<=.)\\/+$/", "the same behind an assertion"],
])("finds %s: %s", (literal) => {
  const [expression] = expressionsIn("x.ts", `export const x = ${literal};`).fixed;
  expect(faultOf(expression?.source ?? "", expression?.flags ?? "")).toMatch(/polynomial|exponential/);
});

test.each(["(?<!-)-+$", "<b>[^]*?(?:<\\/b>|$)", "^a+b+$"])("lets %s pass", (source) => {
  expect(faultOf(source, "")).toBeUndefined();
});

test("finds literals and expressions of constants where they stand, and tells those of run time apart", () => {
  const text = [
    'const run = "a+";',
    "const name = /b+/i;",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code
    "const one = new RegExp(`^${run}c`, 'g');",
    "const two = (text: string) => <p title='/no/'>{text.replace(/d/g, '')} / 2 /</p>;",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: code
    "const three = RegExp(String.raw`\\d${name.source}`);",
    "const four = (text: string) => new RegExp(text, 'u');",
  ].join("\n");
  const { fixed, assembled } = expressionsIn("x.tsx", text);
  expect(fixed.map(({ line, source, flags }) => [line, source, flags])).toEqual([
    [2, "b+", "i"],
    [4, "d", "g"],
    [3, "^a+c", "g"],
    [5, "\\db+", ""],
  ]);
  expect(assembled).toEqual([{ file: "x.tsx", line: 6, call: "text, 'u'" }]);
});
