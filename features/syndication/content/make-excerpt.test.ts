import fc from "fast-check";
import { expect, test } from "vitest";
import { isSummary, makeExcerpt, maxExcerptLength } from "./make-excerpt.ts";
import { splitSentences } from "./split-sentences.ts";

const excerpt = (text: string, language = "fr", isCut = false) => makeExcerpt({ text, isCut }, language);
const long = "Le conseil municipal a voté mercredi soir le budget de la commune pour l’année prochaine. ";

test.each<[language: string, sentences: string[]]>([
  ["fr", ["M. Dupont est arrivé à 8 h. ", "Il a parlé."]],
  ["fr", ["Mme L. Martin et le Dr. Blanc étaient là. ", "Voir p. 3 et art. 12 du code. ", "Il a gagné 3,5 % en 2.0."]],
  ["fr", ["« Vous venez ? » demande-t-il. ", "Elle répond."]],
  ["fr", ["« Je pars. Vous restez ? Bien. » ", "Il sort."]],
  ["fr", ["Les fruits, légumes, etc. sont chers. ", "Pas le reste."]],
  ["fr", ["Les fruits, légumes, etc. ", "Le reste suit."]],
  ["en", ["The U.S. Senate met. ", "Mr. Smith spoke at 5 p.m. on Friday."]],
  ["en", ["“Come in. Sit down,” she said. ", "He did."]],
  ["en", ["No! ", "Really? ", "Yes."]],
  ["ja", ["市議会は予算を可決した。", "市長は喜んだ。"]],
  ["ar", ["وافق المجلس على الميزانية. ", "هل وافق الجميع؟ ", "نعم."]],
  ["", ["Un. ", "Deux."]],
  ["no language", ["Un. ", "Deux."]],
])("splits sentences in %s: %j", (language, sentences) => {
  expect(splitSentences(sentences.join(""), language)).toEqual(sentences);
});

test("a short text is its own excerpt", () => {
  expect(excerpt("Une ligne sans point")).toBe("Une ligne sans point");
  expect(excerpt("")).toBe("");
});

test("ends with a sentence, near the target length", () => {
  const made = excerpt(long.repeat(20));
  expect(made).toMatch(/^Le conseil .* prochaine\.$/);
  expect(made.length).toBeGreaterThanOrEqual(150);
  expect(made.length).toBeLessThanOrEqual(300);
});

test("a first sentence may be longer than the target", () => {
  const sentence = `${"mot ".repeat(115)}fin. `;
  expect(excerpt(sentence + long)).toBe(sentence.trim());
});

test("a text without an end of sentence is cut after a word, with an ellipsis", () => {
  const made = excerpt("mot ".repeat(500));
  expect(made).toMatch(/ mot…$/);
  expect(made.length).toBeLessThanOrEqual(300);
});

test("a cut text ends at its last whole sentence, or with an ellipsis", () => {
  expect(excerpt(`${long}Le maire a dé…`, "fr", true)).toBe(long.trim());
  expect(excerpt("Le conseil municipal a vo…", "fr", true)).toBe("Le conseil municipal a vo…");
  expect(excerpt("Le conseil municipal a vo", "fr", true)).toBe("Le conseil municipal a vo…");
});

test.each([
  ["one word", "a".repeat(10_000)],
  ["Chinese without marks", "市".repeat(5_000)],
  ["emoji with joiners", "👩‍👩‍👧".repeat(1_000)],
  ["marks on a letter", `e${"\u0301".repeat(5_000)}`],
  ["Chinese", "市议会昨晚通过了明年的预算案。".repeat(200)],
  ["Arabic", "وافق المجلس البلدي على ميزانية السنة المقبلة. ".repeat(100)],
  ["stops only", ". ".repeat(3_000)],
  ["open quotation", `« ${long.repeat(50)}`],
])("bounds %s", (_what, text) => {
  const made = excerpt(text, "");
  expect(made.length).toBeLessThanOrEqual(maxExcerptLength);
  expect(made.isWellFormed()).toBe(true);
  expect(made).not.toBe("");
});

test("never exceeds its limit, and begins as the text does", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 3_000 }),
      fc.constantFrom("fr", "en", "ja", "x y", ""),
      fc.boolean(),
      (text, language, isCut) => {
        const made = makeExcerpt({ text, isCut }, language);
        expect(made.length).toBeLessThanOrEqual(maxExcerptLength);
        expect(text.replace(/\s+/g, " ").trim().startsWith(made.replace(/…$/, ""))).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test("a summary is one unless it is the beginning of the text", () => {
  expect(isSummary("Le budget est voté, malgré l’opposition de la minorité.", long.repeat(5))).toBe(true);
  expect(isSummary(long.slice(0, 60), long.repeat(5))).toBe(false);
  expect(isSummary(`${long.slice(0, 60)} […]`, long.repeat(5))).toBe(false);
  expect(isSummary(long, long.trim())).toBe(false);
  expect(isSummary("Budget", long)).toBe(false);
  expect(isSummary("Budget", "")).toBe(true);
});
