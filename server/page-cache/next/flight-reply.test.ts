import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, test, vi } from "vitest";
import { checkActionArguments, checkArguments, InvalidReplyError, referenceKinds } from "./flight-reply.ts";

const require = createRequire(import.meta.url);
const reader = "next/dist/compiled/react-server-dom-turbopack/cjs/react-server-dom-turbopack-server.node.production.js";

const call = (...parts: [string, string | undefined][]) => checkArguments(new Map(parts));
const one = (text: string) => call(["0", text]);

test("knows every kind of reference that the React in Next 16.4.6 reads, and no other", () => {
  // Another version may read other kinds: compare `parseModelString` before the number here is changed.
  expect(require("next/package.json").version).toBe("16.4.6");
  const source = readFileSync(require.resolve(reader), "utf8");
  const from = source.indexOf("function parseModelString(");
  const body = source.slice(from, source.indexOf("\nfunction ", from));
  const tags = Array.from(body.matchAll(/case "(.)":/g), ([, tag]) => tag);
  expect(tags.length).toBeGreaterThan(20);
  expect(Object.keys(referenceKinds).sort()).toEqual(tags.toSorted());
});

test.each([
  ["nothing", "[]"],
  ["a form's last state and its fields", '[{"status":"idle"},"$K1"]'],
  ["a text with a dollar", '["$$5"]'],
  [
    "values that JSON has not",
    '["$undefined","$D2026-11-27T09:00:00.000Z","$n-12","$Infinity","$-Infinity","$-0","$NaN","$T"]',
  ],
  ["the same object twice", '[{"a":{"b":1}},"$0:0:a","$0:0"]'],
])("takes %s", (_name, text) => {
  expect(() => one(text)).not.toThrow();
});

test("accepts parts, files, maps and sets that exist", () => {
  expect(() =>
    call(
      ["0", '["$1","$Q2","$W3","$B4","$@5","$1:a:0"]'],
      ["1", '{"a":["x"]}'],
      ["2", '[["k","v"]]'],
      ["3", "[1]"],
      ["4", undefined],
      ["5", "null"],
    ),
  ).not.toThrow();
});

const missing = [
  "$1",
  "$i1",
  "$@1",
  "$Q1",
  "$W1",
  "$h1",
  "$B1",
  "$o1",
  "$A1",
  "$R1",
  "$r1",
  "$X1",
  "$x1",
  "$1:a",
  "$0:1",
  "$0:0:x",
  "$H",
];
test.each(missing)("refuses %s if the part does not exist", (reference) => {
  expect(() => one(JSON.stringify([reference]))).toThrow(InvalidReplyError);
  expect(() => one(JSON.stringify([{ deep: [reference] }]))).toThrow(InvalidReplyError);
});

test.each([
  ["itself", [["0", '["$0"]']]],
  ["a promise of itself", [["0", '["$@0"]']]],
  [
    "each other",
    [
      ["0", '["$1"]'],
      ["1", '["$2"]'],
      ["2", '["$1"]'],
    ],
  ],
  ["what is around it", [["0", '[{"a":["$0:0"]}]']]],
  [
    "what waits for it",
    [
      ["0", '[{"a":1},"$1"]'],
      ["1", '["$0:0"]'],
    ],
  ],
  [
    "another reference",
    [
      ["0", '["$1","$0:0"]'],
      ["1", "[]"],
    ],
  ],
  [
    "a map twice",
    [
      ["0", '["$Q1","$Q1"]'],
      ["1", "[]"],
    ],
  ],
  [
    "a map that is none",
    [
      ["0", '["$Q1"]'],
      ["1", "{}"],
    ],
  ],
  [
    "a file that is a text",
    [
      ["0", '["$B1"]'],
      ["1", "[]"],
    ],
  ],
  [
    "a text that is a file",
    [
      ["0", '["$1"]'],
      ["1", undefined],
    ],
  ],
] satisfies [string, [string, string | undefined][]][])("refuses references to %s", (_name, parts) => {
  expect(() => call(...parts)).toThrow(InvalidReplyError);
});

test.each([
  '"x"',
  "null",
  "{}",
  "",
  "[",
  "[1]]",
  "$1",
  '["$1z"]',
  '["$@"]',
  '["$0x1"]',
  '["$n1e9"]',
  '["$Dnever ends and goes on for more than forty characters"]',
  '["$undefinedx"]',
])("refuses %s, which no page sends", (text) => {
  expect(() => one(text)).toThrow(InvalidReplyError);
});

test("refuses arguments that would be deep or large when assembled, and reads each part once", () => {
  const deep = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  expect(() => one(deep(90))).not.toThrow();
  for (const levels of [200, 100_000]) expect(() => one(deep(levels))).toThrow(InvalidReplyError);
  // Forty parts with two references each: 10^12 values from two kilobytes.
  const doubling = Array.from({ length: 40 }, (_, n): [string, string] => {
    const next = `$${(n + 1).toString(16)}`;
    return [String(n), JSON.stringify(n === 39 ? [1] : [next, next])];
  });
  expect(() => call(...doubling)).toThrow("too many values");
  const long = Array.from({ length: 5_000 }, (_, n): [string, string] => [String(n), `["$${(n + 1).toString(16)}"]`]);
  expect(() => call(...long, ["5000", "[]"])).toThrow(InvalidReplyError);
  const heavy = JSON.stringify([Array(1_000).fill(1), ...Array(5_000).fill("$0:0")]);
  expect(() => one(heavy)).toThrow("too many values");
  expect(() => one(JSON.stringify([Array(150_000).fill(1)]))).toThrow("too many values");
});

test("reads the action of a form without scripts and its bound arguments", () => {
  const id = `7f${"0".repeat(40)}`;
  expect(
    checkActionArguments(
      new Map([
        ["0", `{"id":"${id}","bound":"$@1"}`],
        ["1", '[{"status":"idle"}]'],
      ]),
    ),
  ).toBe(id);
  expect(checkActionArguments(new Map([["0", `{"id":"${id}","bound":null}`]]))).toBe(id);
  for (const wrong of [
    '{"id":1,"bound":null}',
    '{"bound":null}',
    "[]",
    "null",
    `{"id":"${id}","bound":"$@1"}`,
    `{"id":"${id}","bound":[1]}`,
    `{"id":"$h1","bound":null}`,
  ])
    expect(() => checkActionArguments(new Map([["0", wrong]]))).toThrow(InvalidReplyError);
});

test("accepts calls that React itself writes", async () => {
  const { encodeReply } = require("next/dist/compiled/react-server-dom-turbopack/client.browser");
  const form = new FormData();
  form.append("body", "$1 not a reference");
  const shared = { date: new Date(0), list: [1, undefined, Number.NaN] };
  const args = [
    { status: "done", value: shared, again: shared },
    form,
    new Map([["a", new Set([1])]]),
    new Blob(["x"]),
    10n,
    "$x",
  ];
  const reply: FormData = await encodeReply(args);
  const parts = Array.from(reply, ([name, value]): [string, string | undefined] => [
    name,
    typeof value === "string" ? value : undefined,
  ]);
  expect(parts.length).toBeGreaterThan(4);
  expect(() => call(...parts)).not.toThrow();
});

test("refuses a call with more values than any call of this site has, without parsing it", () => {
  const parse = vi.spyOn(JSON, "parse");
  expect(() => one(`[${"{},".repeat(1_000_000)}{}]`)).toThrow("too many values");
  expect(parse).not.toHaveBeenCalled();
  parse.mockRestore();
  // Split into small parts.
  const parts = Array.from({ length: 20 }, (_, at): [string, string] => [String(at + 1), `[${"{},".repeat(4_000)}{}]`]);
  expect(() => call(["0", JSON.stringify(parts.map(([name]) => `$${Number(name).toString(16)}`))], ...parts)).toThrow(
    "too many values",
  );
});

test("refuses a call with more arguments than React accepts before React throws", () => {
  expect(() => one(JSON.stringify(Array(21).fill(null)))).toThrow(InvalidReplyError);
  const bound = new Map([
    ["0", `{"id":"${`7f${"0".repeat(40)}`}","bound":"$@1"}`],
    ["1", JSON.stringify(Array(21).fill(null))],
  ]);
  expect(() => checkActionArguments(bound)).toThrow(InvalidReplyError);
});
