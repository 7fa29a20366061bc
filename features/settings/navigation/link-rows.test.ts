import { expect, test } from "vitest";
import { parseLinkList } from "./link-list.ts";
import { applyStep, formatRows, formatStep, parseRows, parseStep, readFormRows } from "./link-rows.ts";

const blank = { label: "", href: "" };
const three = parseRows("/a\nB | /b\n*");

test("rows and lines are the same list, empty rows and odd lines included", () => {
  const text = "/a\nB | C | /b\n*\n|\nNom |";
  expect(formatRows(parseRows(text))).toBe(text);
});

test.each([
  [{ label: "Ligne\nautre", href: "/a" }, "Ligne autre | /a"],
  [{ label: "A", href: "/x|y" }, "A | /x%7Cy"],
  [{ label: "A", href: "/x\n/y" }, "A | /x /y"],
  [{ label: "*", href: "/x" }, "* | /x"],
])("%j cannot break out of its line", (row, line) => {
  expect(formatRows([row])).toBe(line);
});

test("an address with a line's end is refused, not read as two", () => {
  expect(parseLinkList(formatRows([{ label: "A", href: "/x\n/y" }]))).toEqual({
    lines: [],
    faults: ["setting.entryAddress"],
  });
});

test("a form's rows come in the order of their numbers, until one is missing", () => {
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
] as const)("%s at %i", (action, index, text, place) => {
  const stepped = applyStep(three, { action, index }, blank);
  expect([formatRows(stepped.rows), stepped.at]).toEqual([text, place]);
});

test("the last row that goes leaves no place, and what the site chooses comes back by its button", () => {
  expect(applyStep(parseRows("/a"), { action: "remove", index: 0 }, blank)).toEqual({ rows: [], at: -1 });
  expect(formatRows(applyStep([], { action: "automatic", index: 0 }, blank).rows)).toBe("*");
});

test("a button's value is read back, and nothing else is", () => {
  expect(parseStep(formatStep("navigation.header", { action: "down", index: 12 }))).toEqual({
    key: "navigation.header",
    action: "down",
    index: 12,
  });
  for (const odd of ["", "navigation.header", "navigation.header fly 1", "navigation.header up -1", "k up 1e9"])
    expect(parseStep(odd), odd).toBeUndefined();
});
