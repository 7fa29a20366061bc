import { expect, test } from "vitest";
import { describeAge } from "./relative-time.ts";

const minute = 60_000;

test.each([
  [0, ["now"], ["now"]],
  [-30_000, ["now"], ["now"]],
  [59_999, ["now"], ["now"]],
  [minute, ["il y a 1 minute", "il y a 1 min"], ["1 minute ago", "1 min ago"]],
  [59.9 * minute, ["il y a 59 minutes", "il y a 59 min"], ["59 minutes ago", "59 min ago"]],
  [60 * minute, ["il y a 1 heure", "il y a 1 h"], ["1 hour ago", "1 hr ago"]],
  [24 * 60 * minute - 1, ["il y a 23 heures", "il y a 23 h"], ["23 hours ago", "23 hr ago"]],
])("describes an age of %d ms", (age, french, english) => {
  const plain = (locale: string) => describeAge(age, locale, "now").map((text) => text.replaceAll(/\s/g, " "));
  expect(plain("fr")).toEqual(french);
  expect(plain("en-GB").map((text) => text.replace("mins", "min").replace("hrs", "hr"))).toEqual(english);
});

test.each([24 * 60 * minute, 10 ** 12, -minute - 1, Number.NaN, Number.POSITIVE_INFINITY])(
  "says nothing about an age of %d ms",
  (age) => {
    expect(describeAge(age, "fr", "now")).toEqual([]);
  },
);
