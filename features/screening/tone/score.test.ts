import fc from "fast-check";
import { expect, test } from "vitest";
import { findReportedSpans } from "../reported-speech.ts";
import { scoreTone } from "./score.ts";
import { type ToneClass, toneClasses } from "./tone-scores.ts";

const score = (text: string) => scoreTone(text, findReportedSpans(text));
const screened = toneClasses.filter((name) => name !== "spam");
const highest = (text: string) => {
  const scores = score(text);
  return Math.max(...screened.map((name) => scores[name].percent));
};

/** Clear cases: the shares of unclear ones are measured (server/bench/tone-quality/evaluate.ts). */
test.each<[ToneClass, string]>([
  ["insult", "T’es vraiment qu’un pauvre connard, personne ne peut te supporter"],
  ["insult", "You absolute moron, go back to school"],
  ["insult", "Bande d’abrutis finis, vous ne comprenez rien"],
  ["hate", "Sales arabes, dehors, rentrez chez vous, vermine"],
  ["hate", "These filthy immigrants breed like rats, deport them all"],
  ["threat", "Je sais où tu habites, je vais te crever"],
  ["threat", "Watch your back, we know where you live and we will kill you"],
  ["sexual", "Viens me sucer la bite, petite salope, je vais te baiser toute la nuit"],
  ["spam", "Gagnez 3000 euros par semaine, contactez-moi sur WhatsApp, offre gratuite garantie"],
])("finds %s in %j", (name, text) => {
  expect(score(text)[name].percent).toBeGreaterThanOrEqual(50);
});

test.each([
  "Merci pour cet article, très clair. La mise à jour est passée sans accroc chez nous.",
  "La plainte a été déposée pour menaces de mort, le procureur a ouvert une enquête.",
  "Le logiciel tue le processus zombie après trente secondes.",
  "Thanks for the article, the patch fixed the crash on our servers.",
  "Le gynécologue m’a expliqué que le frottis est gratuit.",
])("finds nothing in %j", (text) => {
  expect(highest(text)).toBeLessThan(20);
});

test("names the words of the text that weigh most", () => {
  expect(score("Article utile. Mais toi, t’es vraiment un gros CONNARD, voilà.").insult.words.join(" ")).toContain(
    "CONNARD",
  );
});

test("an insult in a quotation weighs less than the author’s own", () => {
  const own = score("Pauvre conne, tu ne comprends rien.").insult.percent;
  const quoted = score("On m’a écrit « pauvre conne, tu ne comprends rien » hier soir.").insult.percent;
  expect(quoted).toBeLessThan(own);
});

const disguises: [string, (word: string) => string][] = [
  ["digits", (word) => word.replace(/o/g, "0").replace(/a/g, "4").replace(/e/g, "3")],
  ["signs", (word) => word.replace(/a/g, "@").replace(/e$/, "€")],
  ["Cyrillic letters", (word) => word.replace(/o/g, "о").replace(/a/g, "а").replace(/e/g, "е")],
  ["zero-width letters", (word) => [...word].join("\u200b")],
  ["accents", (word) => [...word].join("\u0301")],
  ["repeats", (word) => word.replace(/[aeiou]/g, "$&$&$&$&")],
  ["spaces", (word) => [...word].join(" ")],
  ["full stops", (word) => [...word].join(".")],
  ["capitals", (word) => word.toUpperCase()],
  ["full width", (word) => word.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))],
  ["a plural", (word) => `${word}s`],
];
test.each(disguises)("reads an insult through %s", (_what, disguise) => {
  fc.assert(
    fc.property(fc.constantFrom("connard", "salope", "enculé", "abruti", "bouffon", "bastard"), (word) => {
      const plain = word.normalize("NFD").replace(/\p{M}/gu, "");
      expect(score(`Espèce de ${disguise(plain)}, tais-toi !`).insult.percent).toBeGreaterThanOrEqual(40);
    }),
  );
});

test("finds one insult in 10,000 characters", () => {
  const filler = "La commune a voté le budget mardi soir, et les travaux commenceront en mars. ";
  const before = filler.repeat(60);
  const long = `${before}T’es qu’un gros connard, ferme ta gueule. ${before}`.slice(0, 10_000);
  expect(highest(before)).toBeLessThan(20);
  expect(highest(long)).toBeGreaterThanOrEqual(50);
});

test("scores any text from 0 to 100, with words that are in it", () => {
  const pieces = [
    "connard",
    "tu ",
    "מוות ",
    "😡🖕",
    "\u202e",
    " « ",
    "\n",
    "1!",
    "@",
    "*",
    "é",
    "ʇ",
    "c o n ",
    "https://a.fr ",
  ];
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...pieces), maxLength: 60 }), (text) => {
      for (const { percent, words } of Object.values(score(text))) {
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
        for (const word of words) expect(text).toContain(word);
      }
    }),
  );
});

test("scores right-to-left and mixed languages", () => {
  expect(highest("שלום לכולם, תודה על הכתבה")).toBeLessThan(50);
  expect(highest("You are un vrai connard, you idiot")).toBeGreaterThanOrEqual(50);
});

test("names words in letters outside the basic plane whole: half of a character could not be stored", () => {
  const { words } = score("Toi, 𝒸𝑜𝓃𝓃𝒶𝓇𝒹").insult;
  expect(words.join(" ")).toContain("𝒸𝑜𝓃𝓃𝒶𝓇𝒹");
  expect(words.every((word) => word.isWellFormed())).toBe(true);
});
