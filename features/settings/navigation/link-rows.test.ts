import { expect, test } from "vitest";
import { parseLinkList } from "./link-list.ts";
import { applyStep, formatRows, formatStep, parseRows, parseStep, readFormRows } from "./link-rows.ts";

const blank = { label: "", href: "" };
const three = parseRows("/a\nB | /b\n*");

test("converts rows to lines and back, including empty rows and invalid lines", () => {
  const text = "/a\nB | C | /b\n*\n|\nNom |";
  expect(formatRows(parseRows(text))).toBe(text);
});

test.each([
  [{ label: "Ligne\nautre", href: "/a" }, "Ligne autre | /a"],
  [{ label: "A", href: "/x|y" }, "A | /x%7Cy"],
  [{ label: "A", href: "/x\n/y" }, "A | /x /y"],
  [{ label: "*", href: "/x" }, "* | /x"],
])("keeps %j in its line", (row, line) => {
  expect(formatRows([row])).toBe(line);
});

test("refuses an address with a line end, and does not read it as two", () => {
  expect(parseLinkList(formatRows([{ label: "A", href: "/x\n/y" }]))).toEqual({
    lines: [],
    faults: ["setting.entryAddress"],
  });
});

test("reads a form's rows in order of their numbers, up to the first gap", () => {
  const fields = {
    "k:href:1": "/b",
    "k:label:0": "A",
    "k:href:0": "/a",
    "k:label:1": "",
    "k:href:3": "/d",
    "l:href:0": "/l",
  };
  expect(readFormRows(fields, "k")).toEqual([
    { label: "A", href: "/a" },
    { label: "", href: "/b" },
  ]);
  expect(readFormRows({ "k:href:0": ["/a", "/b"] }, "k")).toEqual([]);
});

test.each([
  ["up", 1, "B | /b\n/a\n*", 0],
  ["down", 1, "/a\n*\nB | /b", 2],
  ["up", 0, "/a\nB | /b\n*", 0],
  ["down", 2, "/a\nB | /b\n*", 2],
  ["down", 7, "/a\nB | /b\n*", 7],
  ["remove", 1, "/a\n*", 1],
  ["remove", 2, "/a\nB | /b", 1],
  ["add", 0, "/a\nB | /b\n*\n|", 3],
  ["automatic", 0, "/a\nB | /b\n*", 2],
] as const)("applies %s at %i", (action, index, text, place) => {
  const stepped = applyStep(three, { action, index }, blank);
  expect([formatRows(stepped.rows), stepped.at]).toEqual([text, place]);
});

test("focuses no row after the last is removed, and restores the default by its button", () => {
  expect(applyStep(parseRows("/a"), { action: "remove", index: 0 }, blank)).toEqual({ rows: [], at: -1 });
  expect(formatRows(applyStep([], { action: "automatic", index: 0 }, blank).rows)).toBe("*");
});

test("reads a button's value, and nothing else", () => {
  expect(parseStep(formatStep("navigation.header", { action: "down", index: 12 }))).toEqual({
    key: "navigation.header",
    action: "down",
    index: 12,
  });
  for (const odd of ["", "navigation.header", "navigation.header fly 1", "navigation.header up -1", "k up 1e9"])
    expect(parseStep(odd), odd).toBeUndefined();
});
