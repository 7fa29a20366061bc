import fc from "fast-check";
import { expect, test } from "vitest";
import { presets, type Settings } from "#features/settings/schema.ts";
import { readComment } from "./comment-text.ts";
import { linkHosts } from "./link-hosts.ts";
import type { ScreenedComment } from "./verdict.ts";
import { findListedWords, prepareListedWords } from "./word-lists.ts";

function screened(typed: string): ScreenedComment {
  const read = readComment(typed);
  if (!read.ok) throw new Error(read.code);
  const { source, text, links, signals } = read.value;
  return { source, text, links, domains: linkHosts(links), signals };
}

const find = (typed: string, changed: Partial<Settings> = {}) =>
  findListedWords(screened(typed), { ...presets, ...changed });
const suspects = (typed: string, changed?: Partial<Settings>) => find(typed, changed).suspect.map(({ word }) => word);

test.each([
  ["Quelle bande de connards", "bande de connards"],
  ["Mais quel connnnnard", "connard"],
  ["Ces connаrdѕ", "connards"],
  ["Espèce de sal*pe", "salope"],
  ["un vrai c*nn*rd", "connard"],
  ["un f.d.p planqué", "fdp"],
  ["s​a​l​o​p​e", "salope"],
  ["e n f o i r é s", "enfoirés"],
  ["ＣＯＮＮＡＲＤ", "connard"],
  ["con😀nard, va", "connard"],
  ["You absolute wanker", "wanker"],
  ["Ferme ta gueule", "Ferme ta gueule"],
  ["Retournez dans votre pays", "retournez dans votre pays"],
])("finds a listed word in %j", (typed, word) => {
  expect(suspects(typed).map((one) => one.toLowerCase())).toEqual([word.toLowerCase()]);
});

test.each([
  "J’habite Scunthorpe, ma sœur Condom et mon frère Montcuq.",
  "Un assassin classique, passionné de concupiscence et de connaître.",
  "Le rat, la dinde et le gland : trois mots d’un conte.",
  "Deux heures de retard, une douche froide, et plus tard rien.",
  "Putain, encore une fuite, j’en ai marre de ces conneries.",
  "Un pain bâtard, une pédale de vélo et une tête de veau.",
  "On va crever de chaud.",
  "Un nègre littéraire a écrit ce livre.",
  "The chink in his armour, a niggardly cocktail and a Dickens novel.",
  "Cock-a-doodle-doo, said the bastard operator of Penistone.",
  "Mon vieux T9 et le drapeau du Togo 🇹🇬.",
  "five fives and a nonce",
])("finds nothing in %j", (typed) => {
  const { banned, suspect } = find(typed);
  expect([...banned, ...suspect]).toEqual([]);
});

test("a word counts as reported only if it never occurs outside quotations", () => {
  expect(find("Il m’a traité de « connard » et c’est tout.").suspect).toMatchObject([{ isReported: true }]);
  expect(find("Il m’a traité de « connard ». Toi, connard, tais-toi.").suspect).toMatchObject([{ isReported: false }]);
  expect(find("Elle a lu « sale youpin » à l’antenne.").banned).toMatchObject([{ isReported: true }]);
  expect(find("Tais-toi, sale youpin").banned).toMatchObject([
    { word: "sale youpin", list: "fr-slurs", isReported: false },
  ]);
});

test.each<[string, string[]]>([
  ["Je suis un vieux con, et alors ?", []],
  ["im such an idiot i pushed to main", []],
  ["I was a total moron at nineteen", []],
  ["Je suis un con. Toi, tu es un connard.", ["tu es un connard"]],
  ["Je suis pas un connard comme toi", ["connard"]],
  ["Je suis entouré de connards", ["connards"]],
])("does not count what somebody calls themselves: %j", (text, words) => {
  expect(suspects(text)).toEqual(words);
});

test("the site chooses its lists, adds words and makes exceptions", () => {
  expect(suspects("Quel connard, you wanker", { "moderation.defaultLists": "fr" })).toEqual(["connard"]);
  expect(suspects("Quel connard, you wanker", { "moderation.defaultLists": "en" })).toEqual(["wanker"]);
  expect(suspects("Quel connard", { "moderation.defaultLists": "none" })).toEqual([]);
  expect(find("Des cryptos", { "moderation.suspectWords": "crypto" }).suspect).toEqual([
    { word: "cryptos", entry: "crypto", list: "site", isReported: false },
  ]);
  const exceptions = { "moderation.wordExceptions": "M. Connard\nabruti" };
  expect(suspects("M. Connard a parlé à ces abrutis", exceptions)).toEqual([]);
  expect(suspects("M. Connard est un connard", exceptions)).toEqual(["connard"]);
});

test("leaves the search of the built-in lists to the thread that parses the comment", () => {
  const comment = screened("Quel connard");
  expect(comment.signals.defaultWords.inText).toMatchObject([{ value: { entry: "connard" }, start: 5, end: 12 }]);
  const unread = { ...comment, signals: { ...comment.signals, defaultWords: { inText: [], masked: [] } } };
  expect(findListedWords(unread, presets)).toEqual({ banned: [], suspect: [] });
});

test("waits for changed lists of the site, also several comments at once", async () => {
  const settings = {
    ...presets,
    "moderation.suspectWords": Array.from({ length: 300 }, (_, n) => `mot ${n}`).join("\n"),
  };
  await Promise.all([1, 2, 3].map(() => prepareListedWords(settings)));
  expect(findListedWords(screened("un mot 299"), settings).suspect).toMatchObject([{ entry: "mot 299", list: "site" }]);
  await prepareListedWords({ ...settings, "moderation.suspectWords": "autre" });
  expect(findListedWords(screened("un mot 299"), settings).suspect).toHaveLength(1);
});

test("names the longest match, and a grave word inside a longer mild one", () => {
  expect(suspects("espèce de connard")).toEqual(["espèce de connard"]);
  expect(
    find("un gros casino", { "moderation.bannedWords": "casino", "moderation.suspectWords": "gros casino" }),
  ).toEqual({
    banned: [expect.objectContaining({ word: "casino" })],
    suspect: [expect.objectContaining({ word: "gros casino" })],
  });
});

/** Ways to write a letter so that people still read it. */
const disguises: ((letter: string) => fc.Arbitrary<string>)[] = [
  (letter) => fc.constant(letter.toUpperCase()),
  (letter) => fc.integer({ min: 3, max: 6 }).map((count) => letter.repeat(count)),
  (letter) => fc.constantFrom("\u200b", "\u00ad", "\u0301", "\u2060").map((mark) => letter + mark),
  (letter) => fc.constant(String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
  (letter) => fc.constant(String.fromCodePoint((letter.codePointAt(0) ?? 0) - 97 + 0x1d4ea)),
  (letter) => fc.constant(({ a: "а", e: "е", o: "о", p: "р", c: "с" } as Record<string, string>)[letter] ?? letter),
  (letter) => fc.constant(({ a: "4", e: "3", o: "0", s: "5" } as Record<string, string>)[letter] ?? letter),
];

test("finds a word whatever disguises its letters have", () => {
  const word = fc.constantFrom("connard", "salope", "ordurier", "abruti").filter((one) => one !== "ordurier");
  const disguised = word.chain((one) =>
    fc.record({
      one: fc.constant(one),
      written: fc
        .tuple(...Array.from(one, (letter) => fc.oneof(fc.constant(letter), ...disguises.map((make) => make(letter)))))
        .map((letters) => letters.join("")),
      around: fc.constantFrom("Quel %, vraiment.", "«Un» % !", "😀%😀", "ça, (%)"),
    }),
  );
  fc.assert(
    fc.property(disguised, ({ one, written, around }) => {
      // A doubled letter that is repeated further may be any number of them.
      expect(suspects(around.replace("%", written))).toContain(one);
    }),
    { numRuns: 200 },
  );
});
