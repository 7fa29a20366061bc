import { expect, test } from "vitest";
import {
  assembled,
  expandAssembled,
  expressionsIn,
  expressionsOfProduct,
  findFault,
  hasRepetition,
  linearExpressionsFile,
  mayContainExpression,
  readLinearExpressions,
  toLiteral,
} from "./regular-expressions.ts";
import { root } from "./source-files.ts";

// Regular expressions on untrusted text (sent, pasted or imported) must take linear time:
// docs/decisions/033-linear-regular-expressions.md.

const found = expressionsOfProduct();
const fixed = found.flatMap((one) => one.fixed);

/** Exceptions, as `FILE LITERAL`: the limit of their input's length, and where it is enforced. */
const boundedInput: Record<string, string> = {};

/** Maximum number of expressions missing from the list; each run analyses them. */
const maxUnlisted = 25;

test("reads the regular expressions of the product", () => {
  expect(fixed.length).toBeGreaterThan(500);
  expect(
    fixed.filter(({ file }) => file === "lib/french-typography.ts").length,
    "assembled from constants",
  ).toBeGreaterThan(8);
});

test("every regular expression of the product takes linear time", () => {
  const known = new Set(readLinearExpressions(root));
  const all = [...fixed.filter((one) => !(`${one.file} ${toLiteral(one)}` in boundedInput)), ...expandAssembled()];
  const unlisted = new Map(
    all.filter((one) => hasRepetition(one) && !known.has(toLiteral(one))).map((one) => [toLiteral(one), one]),
  );
  expect(
    [...unlisted.keys()].slice(maxUnlisted),
    `run: node ${linearExpressionsFile.replace(/[^/]+$/, "update-linear-expressions.ts")}`,
  ).toEqual([]);
  const slow = [...unlisted.values()].flatMap(({ file, line, source, flags }) => {
    const fault = findFault(source, flags);
    return fault === undefined ? [] : [`${file}:${line} ${toLiteral({ source, flags })}: ${fault}`];
  });
  expect(slow, "let a repetition start only where its run starts, (?<!x)x+, or find the parts with indexOf").toEqual(
    [],
  );
});

test("the list is sorted, and no exception is linear or unused", () => {
  const listed = readLinearExpressions(root);
  expect(listed).toEqual([...new Set(listed)].sort());
  const present = new Set(fixed.map((one) => `${one.file} ${toLiteral(one)}`));
  const needless = Object.keys(boundedInput).filter(
    (key) => !present.has(key) || listed.includes(key.split(" ").slice(1).join(" ")),
  );
  expect(needless).toEqual([]);
});

test("every expression assembled at run time is listed with its patterns", () => {
  const calls = found.flatMap((one) => one.assembled.map(({ file, call }) => `${file} ${call.replaceAll("$", "")}`));
  expect(calls.sort()).toEqual(Object.keys(assembled).sort());
});

test.each([
  ["/-+$/", "a run without an end"],
  ["/(a+)+$/", "a nested repetition"],
  ["/<a[^>]*>/", "an opening that may contain itself"],
  ["/<b>[^]*?<\\/b>/g", "many openings without an end"],
  ["/\\s*\\n\\s*/g", "white space before white space"],
  ["/^(.+)x(.+)y$/", "two parts that share their characters"],
  ["/(?<=.)\\/+$/", "a run without an end, after an assertion"],
])("finds %s: %s", (literal) => {
  const [expression] = expressionsIn("x.ts", `export const x = ${literal};`).fixed;
  expect(findFault(expression?.source ?? "", expression?.flags ?? "")).toMatch(/polynomial|exponential/);
});

test.each(["(?<!-)-+$", "<b>[^]*?(?:<\\/b>|$)", "^a+b+$"])("accepts %s", (source) => {
  expect(findFault(source, "")).toBeUndefined();
});

test.each([
  "f(/a/)",
  "x = /a/",
  "return /a/",
  "() => /a/",
  "x ||\n  /a/",
  "if (a) /a/.test(b)",
  "}\n/a/",
  "/* a */ /a/",
  "[\n// a\n/a/]",
  "RegExp(a)",
])("reads a file with %j", (text) => {
  expect(mayContainExpression(text)).toBe(true);
});

test.each(['import "./a.ts"', "<p>a</p>", "<p a={1} />", "`a`/b", "a/b // c", "/** a/b */"])(
  "need not parse a file with only %j",
  (text) => {
    expect(mayContainExpression(text)).toBe(false);
  },
);

test("finds literals and expressions of constants with their lines, and distinguishes those assembled at run time", () => {
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
