import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { foldWord } from "#lib/words/fold-word.ts";
import { markTyped } from "./mark-typed.ts";
import { PrefixIndex } from "./prefix-index.ts";
import { searchPath } from "./rules.ts";
import { maxTypedLength, readTypedText } from "./typed-text.ts";

test("reads the last word as a beginning and those before it as whole words, without case and accents", () => {
  expect(readTypedText("  L’Été  Œuvr ")).toEqual({
    text: "l’été œuvr",
    whole: ["l", "ete"],
    prefix: "oeuvr",
    prefixAt: 6,
    suggests: "everything",
  });
  expect(readTypedText("e\u0301te\u0301")).toMatchObject({ text: "été", prefix: "ete" });
  expect(readTypedText("mot d")).toMatchObject({ whole: ["mot"], prefix: "d" });
});

test("suggests nothing for fewer than two letters", () => {
  for (const text of [undefined, "", "a", " é ", "'\":*&|!()", "%_\\", "😀😀😀", "\u0000\u0000", "\ud800"])
    expect(readTypedText(text)).toBeUndefined();
});

test("hostile text stays bounded: letters and digits only, few of them", () => {
  const check = (text: string) => {
    const typed = readTypedText(text);
    if (!typed) return;
    expect([...typed.text].length).toBeLessThanOrEqual(maxTypedLength);
    expect(typed.whole.length).toBeLessThan(8);
    for (const word of [...typed.whole, typed.prefix]) expect(word).toMatch(/^[\p{L}\p{N}]{1,400}$/u);
    expect(() => searchPath(typed.text)).not.toThrow();
  };
  for (const [, text] of hostileInputs()) check(text);
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), check));
});

test("marks the typed part of each word, in the text's own letters", () => {
  const marks = (text: string, typed: string) => {
    const read = readTypedText(typed);
    return read ? markTyped(text, read).map(([start, end]) => text.slice(start, end)) : [];
  };
  expect(marks("Rançongiciel à l’œuvre", "rancon")).toEqual(["Rançon"]);
  expect(marks("Rançongiciel à l’œuvre", "oeu")).toEqual(["œu"]);
  expect(marks("Des mots de passe", "mot de pa")).toEqual(["mots", "pa"]);
  expect(marks("Les attaques de dettes", "attaque de")).toEqual(["attaques", "de", "de"]);
  expect(marks("Une e\u0301te\u0301", "et")).toEqual(["e\u0301t"]);
});

test("marks are within the text, in order, apart from each other", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary", maxLength: 5 }), (text, typed) => {
      const read = readTypedText(typed);
      let last = 0;
      for (const [start, end] of read ? markTyped(text, read) : []) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
    }),
  );
});

test("the index finds exactly the keys with a beginning", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é", "z") })), fc.string(), (keys, prefix) => {
      const index = new PrefixIndex(keys.map((key) => [key, key]));
      for (const beginning of [prefix, ...keys])
        expect(index.find(beginning)).toEqual(keys.filter((key) => key.startsWith(beginning)).toSorted());
    }),
  );
});

test("folds as the vocabulary does", () => {
  expect(["Été", "ŒUVRE", "İ", "naïve", "ça"].map(foldWord)).toEqual(["ete", "oeuvre", "i", "naive", "ca"]);
});
