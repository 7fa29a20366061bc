import { expect, test } from "vitest";
import { foldLetters } from "./fold-text.ts";
import { createListFinder, createWordFinderInSlices, type WordFinder } from "./word-finder.ts";

/** The entries found, without duplicates. */
const find = (finder: WordFinder<string>, text: string) => [...new Set(finder.find(text).map(({ value }) => value))];

const finder = createListFinder(
  "viagra\nCrème solaire\ncasino\npénis\n1xbet\n(a+)+$\n\nil\nconnard\nsalope\ntg\ncas social",
  "fr",
);
const cases: [string, string[]][] = [
  ["J’ai vu du viagra ici", ["viagra"]],
  ["VIAGRA !", ["viagra"]],
  ["V1agra, v1@gr@ et v!agra", ["viagra"]],
  ["vіаgrа en cyrillique", ["viagra"]],
  ["ｖｉａｇｒａ pleine chasse, 𝓿𝓲𝓪𝓰𝓻𝓪 en lettres de mathématiques", ["viagra"]],
  ["🅥🅘🅐🅖🅡🅐, 🆅🅸🅰🅶🆁🅰, ᴠɪᴀɢʀᴀ, 🇻🇮🇦🇬🇷🇦", ["viagra"]],
  ["ꓦꓲꓮꓖꓣꓮ", ["viagra"]],
  ["v\u0301i\u0302a\u0323gra avec des marques", ["viagra"]],
  ["vi\u200bag\u200dra, \u202eviagra\u202c, vi\u00adagra", ["viagra"]],
  ["v i a g r a", ["viagra"]],
  ["v.i.a.g.r.a et v-i-a-g-r-a", ["viagra"]],
  ["vi-agra, vi*agra", ["viagra"]],
  ["v i a gra", ["viagra"]],
  ["creme   SOLAIRE", ["Crème solaire"]],
  ["cremesolaire", ["Crème solaire"]],
  ["#CremeSolaire", ["Crème solaire"]],
  ["un cas in oubliable", []],
  ["the pen is on the table", []],
  ["viagraphie, aviagra", []],
  ["deux casinos", ["casino"]],
  ["ixbet et 1xbet", ["1xbet"]],
  ["fini, mile", []],
  ["", []],
  ["\u0301\u0301\u200b", []],
  ["un casino, puis du viagra, puis un casino", ["casino", "viagra"]],
  ["connnnnard, CONNAAARD, coooonnaarrrd", ["connard"]],
  ["saaaaalooope", ["salope"]],
  ["connards, connarde, connardes, connаrdѕ", ["connard"]],
  ["conard, saloppe", []],
  ["c o n n a r d, con-nard, c.o.n.n.a.r.d, conn😀ard, con😀nard, con*nard", ["connard"]],
  ["c*nnard, sal*pe, co**ard, c🤡nnard", ["connard", "salope"]],
  ["c.nnard et s-lope", ["connard", "salope"]],
  ["c*****d, s***** et s*", []],
  ["con nard", []],
  ["salope·s et connard·e·s, connard.e.s, connard(e)s", ["salope", "connard"]],
  ["une salope  est passée, un cas social", ["cas social", "salope"]],
  ["TG !", ["tg"]],
  ["mon vieux T9, vive le 🇹🇬, t. g. et t'g", []],
];
test.each(cases)("in %j: %j", (text, words) => {
  expect(find(finder, text).sort()).toEqual(words.sort());
});

test.each(["salope 1xbet", "connard il", "v1@gr@", "pén!s", "c o n n a r d a a", "crème e solaire"])(
  "finds the same in %j alone and far from other words that can be read in several ways",
  (part) => {
    const filler = "une phrase plus loin, sans rien de tel. ".repeat(5);
    const text = `a1 ${filler}${part} ${filler}@a a`;
    const found = finder.find(text).map(({ value, start }) => ({ value, start: start - 3 - filler.length }));
    expect(found).toEqual(finder.find(part).map(({ value, start }) => ({ value, start })));
  },
);

test("a pattern is plain text; one that folds to fewer than two letters is ignored", () => {
  expect(createListFinder("(a+)+$\n***\n.*\nx").size).toBe(0);
  expect(createListFinder("").find("tout")).toEqual([]);
  expect(find(createListFinder("^(spam|ham)*$"), "spam ham")).toEqual(["^(spam|ham)*$"]);
});

test("finds every word of a long list, even where one ends another", () => {
  const words = Array.from(
    { length: 2_000 },
    (_, n) => `mot${n.toString().replace(/\d/g, (one) => "bcdfghjkmn"[Number(one)] ?? "")}x`,
  );
  const many = createListFinder([...words, "long motcbx"].join("\n"));
  for (const word of words.filter((_, n) => n % 97 === 0)) expect(find(many, `voici ${word}.`)).toContain(word);
  expect(find(many, "long motcbx")).toEqual(expect.arrayContaining(["long motcbx", "motcbx"]));
});

test("finds what looking up each word of the text finds, whatever the words share", () => {
  const letters = ["a", "b", "ж"];
  const word = (n: number) =>
    Array.from({ length: 3 + (n % 5) }, (_, place) => letters[(n >> (place + 1)) % 3]).join("");
  const list = Array.from({ length: 60 }, (_, n) => word(n * 37)).filter((one) => !/(.)\1\1/.test(one));
  const finder = createListFinder(list.join("\n"));
  for (let n = 0; n < 200; n += 1) {
    const text = Array.from({ length: 12 }, (_, place) => word(n * 13 + place * 101)).filter(
      (one) => !/(.)\1\1/.test(one),
    );
    expect(new Set(find(finder, text.join(" ")))).toEqual(new Set(text.filter((one) => list.includes(one))));
  }
});

test.each([
  ["Quel connnnard !", "connnnard"],
  ["Quels CONN\u200bARDS, dit-elle", "CONN\u200bARDS"],
  ["deux 🇫🇷 s a l o p e.", "s a l o p e"],
  ["oh 𝓬𝓸𝓷𝓷𝓪𝓻𝓭", "𝓬𝓸𝓷𝓷𝓪𝓻𝓭"],
  ["ſalope", "ſalope"],
  ["le c*nnard !", "c*nnard"],
])("knows where the word is in %j", (text, written) => {
  expect(finder.find(text).map(({ start, end }) => text.slice(start, end))).toEqual([written]);
});

test("names the form that was found, and whether letters are masked", () => {
  expect(finder.find("deux connardes")).toMatchObject([{ value: "connard", form: "connardes", isMasked: false }]);
  expect(finder.find("deux c*nnardes")).toMatchObject([{ value: "connard", form: "connardes", isMasked: true }]);
});

test("folding expands no character to more than seven", () => {
  const long: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const letter = String.fromCodePoint(code);
    if (letter.normalize("NFKD").length > 7 && foldLetters(letter).length > 7) long.push(letter);
  }
  expect(long).toEqual([]);
});

test("built in slices, it finds the same, and others are served meanwhile", async () => {
  const words = Array.from(
    { length: 2_000 },
    (_, n) => `mot${n.toString(36).replace(/\d/g, (digit) => "klmnopqrst"[Number(digit)] ?? "")}`,
  );
  const text = `Un ${words[7]} et un ${words[1_999]}`;
  let served = 0;
  let isBuilding = true;
  const serve = () => {
    served += 1;
    if (isBuilding) setImmediate(serve);
  };
  setImmediate(serve);
  const sliced = await createWordFinderInSlices(words.map((word) => ({ value: word, forms: [word] })));
  isBuilding = false;
  expect(served).toBeGreaterThan(10);
  expect(sliced.find(text)).toEqual(createListFinder(words.join("\n")).find(text));
});

test("leaves out masked words if asked to", () => {
  const salads = createListFinder("salade");
  expect(salads.find("une s*lade").map(({ value }) => value)).toEqual(["salade"]);
  expect(salads.find("une s*lade, une salade", { unmasked: true })).toMatchObject([{ isMasked: false }]);
});
