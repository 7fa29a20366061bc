import { expect, test } from "vitest";
import { countPages, isWidePicture, parsePageNumber, readingMinutes } from "./rules.ts";

test.each([
  ["1", 1],
  ["42", 42],
  ["999999", 999_999],
  ["0", null],
  ["01", null],
  ["-1", null],
  ["1.5", null],
  ["1000000", null],
  ["", null],
  ["１", null],
])("%j as a page number is %j", (text, expected) => {
  expect(parsePageNumber(text)).toBe(expected);
});

test("an empty list still has its first page", () => {
  expect(countPages(0, 20)).toBe(1);
  expect(countPages(20, 20)).toBe(1);
  expect(countPages(21, 20)).toBe(2);
});

test("reading takes a minute at least", () => {
  expect(readingMinutes(0)).toBe(1);
  expect(readingMinutes(1_100)).toBe(5);
});

test("only a large landscape picture may be wide", () => {
  expect(isWidePicture({ width: 1600, height: 900 })).toBe(true);
  expect(isWidePicture({ width: 800, height: 450 })).toBe(false);
  expect(isWidePicture({ width: 1600, height: 1600 })).toBe(false);
});
