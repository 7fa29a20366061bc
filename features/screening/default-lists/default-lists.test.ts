import { expect, test } from "vitest";
import { createWordFinder } from "#lib/words/word-finder.ts";
import { defaultWordFinder } from "./find-default-words.ts";
import { listDefaultForms, parseDefaultList } from "./parse-list.ts";
import { readDefaultLists } from "./read-lists.ts";

const header = "language: fr\nkind: insults\nversion: 3\ndate: 2026-11-30\n\n";

test("parses the header, levels and notes", () => {
  expect(parseDefaultList(`${header}connard\n!sale rat | note\n- gland | le fruit\n`)).toEqual({
    language: "fr",
    kind: "insults",
    version: 3,
    date: "2026-11-30",
    entries: [
      { entry: "connard", level: "suspect", note: "" },
      { entry: "sale rat", level: "banned", note: "note" },
      { entry: "gland", level: "omitted", note: "le fruit" },
    ],
  });
  expect(() => parseDefaultList("connard\n")).toThrow("begins with");
});

test("an entry has the combinations of its alternatives, or its inflections", () => {
  expect(listDefaultForms("sale/gros con", "fr")).toEqual(["sale con", "gros con"]);
  expect(listDefaultForms("va [te] cacher", "fr")).toEqual(["va te cacher", "va cacher"]);
  expect(listDefaultForms("tas_de/fils rats", "fr")).toEqual(["tas de rats", "fils rats"]);
  expect(listDefaultForms("crétin", "fr")).toEqual(["crétin", "crétins", "crétine", "crétines"]);
});

test("the lists have no entry twice, no commas, bounded forms, and no entry that folds to a letter", () => {
  for (const { language, kind, entries } of readDefaultLists()) {
    const written = entries.map(({ entry }) => entry);
    expect(
      written.filter((entry, n) => written.indexOf(entry) !== n),
      `${language}-${kind}`,
    ).toEqual([]);
    // Messages list words with commas.
    expect(written.filter((entry) => /[,|!]/.test(entry))).toEqual([]);
    for (const { entry, level } of entries)
      if (level !== "omitted")
        expect(createWordFinder([{ value: entry, forms: listDefaultForms(entry, language) }]).size, entry).toBe(1);
  }
});

test("every word or phrase of the lists is found by itself, at its level or a graver one", () => {
  const finder = defaultWordFinder();
  for (const { language, entries } of readDefaultLists())
    for (const { entry, level } of entries) {
      if (level === "omitted") continue;
      const [form = ""] = listDefaultForms(entry, language);
      const levels = finder.find(`— ${form} —`).map(({ value }) => value.level);
      expect(levels, form).toContain(level);
    }
});
