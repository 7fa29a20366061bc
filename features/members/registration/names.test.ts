import { expect, test } from "vitest";
import { refusedName, skeleton } from "./names.ts";

test.each([
  ["Ada Lovelace", undefined],
  ["Zoé d’Artagnan", undefined],
  ["李雷", undefined],
  ["Иван Петров", undefined],
  ["Élodie 75", undefined],
  ["admin", "name.reserved"],
  ["Adm1n", "name.reserved"],
  ["a.d-m i_n", "name.reserved"],
  ["admin 2", "name.reserved"],
  ["La Rédaction", "name.reserved"],
  ["V1GIE", "name.reserved"],
  ["ＡＤＭＩＮ", "name.reserved"],
  ["аdmin", "name.characters"],
  ["Claire Morneau", "name.reserved"],
  ["Cla1re Momeau", "name.reserved"],
  ["claire-morneau", "name.reserved"],
  ["a\u202eb", "name.characters"],
  ["a\u200bb", "name.characters"],
  ["a\u0000b", "name.characters"],
  ["\ud800", "name.characters"],
  ["\u0301\u0301", "name.characters"],
  ["a\u0335\u0336\u0337\u0338\u0321", "name.characters"],
  ["—", "name.characters"],
  ["J.R.R. Tolkien", undefined],
  ["AC/DC", undefined],
  ["Gagnez : https://evil.example", "name.address"],
  ["WWW.evil.example", "name.address"],
  ["evil.example/x", "name.address"],
  ["ada@example.org", "name.address"],
])("%j as a name: %s", (name, expected) => {
  expect(refusedName(name, ["Claire Morneau"])).toBe(expected);
});

test("a name all in Cyrillic that looks like a Latin one has its skeleton", () => {
  expect(skeleton("сосо")).toBe(skeleton("coco"));
  expect(skeleton("marie")).not.toBe(skeleton("maria"));
});
