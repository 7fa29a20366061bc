import { expect, test } from "vitest";
import { chooseSourceNameForm, countPages, isWidePicture, parsePageNumber, readingMinutes } from "./rules.ts";

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
])("parses the page number %j as %j", (text, expected) => {
  expect(parsePageNumber(text)).toBe(expected);
});

test("counts one page for an empty list", () => {
  expect(countPages(0, 20)).toBe(1);
  expect(countPages(20, 20)).toBe(1);
  expect(countPages(21, 20)).toBe(2);
});

test("returns a reading time of at least a minute", () => {
  expect(readingMinutes(0)).toBe(1);
  expect(readingMinutes(1_100)).toBe(5);
});

test("allows only large landscape pictures to be wide", () => {
  expect(isWidePicture({ width: 1600, height: 900 })).toBe(true);
  expect(isWidePicture({ width: 800, height: 450 })).toBe(false);
  expect(isWidePicture({ width: 1600, height: 1600 })).toBe(false);
});

test.each([
  "Le Monde",
  "La Tribune",
  "Les Échos",
  "L’Équipe",
  "L'Usine nouvelle",
  "« Le Pare-feu »",
  "Un Monde",
  "Euronews",
  "Écran large",
  "HuffPost",
  "AFP",
  "La-Croix.com",
  "Œuvres",
])("puts “site” before %s, which “de” would change", (name) => {
  expect(chooseSourceNameForm(name)).toBe("site");
});

test.each([
  "ZDNet",
  "Lemonde.fr",
  "Libération",
  "Lacroix",
  "Duo",
  "Yahoo",
  "20 Minutes",
  "01net",
  "",
  "The Register",
  "«»",
])("puts %s directly after “de”", (name) => {
  expect(chooseSourceNameForm(name)).toBe("bare");
});
