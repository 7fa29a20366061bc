import { expect, test } from "vitest";
import { csvLine } from "./csv.ts";

test("quotes cells, doubles quotes, and keeps line breaks and commas", () => {
  expect(csvLine(["a", 'dit "non"', "un, deux\ntrois", 7, null])).toBe(
    '"a","dit ""non""","un, deux\ntrois","7",""\r\n',
  );
});

test.each(["=1+1", "+33 1 23", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "＝1"])(
  "%j is not taken for a formula",
  (text) => {
    expect(csvLine([text])).toBe(`"'${text.replaceAll('"', '""')}"\r\n`);
  },
);

test("a number stays a number, even below zero", () => {
  expect(csvLine([-2])).toBe('"-2"\r\n');
});
