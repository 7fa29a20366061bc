import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileInputs } from "#lib/hostile-text-testing.ts";
import { findReportedSpans } from "./reported-speech.ts";

const reported = (text: string) => findReportedSpans(text).map(({ start, end }) => text.slice(start, end).trim());

test.each<[string, string[]]>([
  ["Il m’a écrit « t’es une conne » et c’est tout.", ["« t’es une conne » et c’est tout"]],
  ["J’ai reçu “you are trash” ce matin", ["you are trash"]],
  ['Un message : "sale pute". Rien de plus', ["sale pute"]],
  ["They left 'you ugly cow' on my car", ["you ugly cow"]],
  ["On m'a traitée de grosse vache. Tu mens.", ["grosse vache"]],
  ["Je me suis fait traiter de facho par un inconnu", ["facho par un inconnu"]],
  ["Il nous a traités d’ânes ; puis rien", ["ânes"]],
  ["Ma fille a été traitée de sale guenon !", ["sale guenon"]],
  ["He called me a retard, twice. You are one.", ["a retard, twice"]],
  ["She was called a whore.", ["a whore"]],
  ["Il a écrit : crève. Toi aussi.", ["crève"]],
  ["Un type m’a crié sale pédé, hier", ["sale pédé, hier"]],
  ["On m'a dit que je suis une merde", ["que je suis une merde"]],
  ["Elle nous a hurlé crevez. Voilà", ["crevez"]],
  // Not reported: the author's own words.
  ["On m'a dit que tu es un sacré connard", []],
  ["Je te traite de con et j'assume", []],
  ["L'article n'est pas bon, c'est d'un niveau !", []],
  ["They don't know what they're doing, it isn't ours", []],
  ["Un guillemet « jamais fermé. Sale con", []],
  ['Un écran de 24" et un de 27" : connard', []],
  ["The meeting was called out by the press", []],
])("in %j: %j", (text, spans) => {
  expect(reported(text)).toEqual(spans);
});

test("returns ordered ranges within the text, whatever it is", () => {
  const marks = fc.string({ unit: fc.constantFrom(..."«»“”„‹›‘’\"' \nax:.İß", "m'a traité de ", "called me ") });
  fc.assert(
    fc.property(marks, (text) => {
      let last = -1;
      for (const { start, end } of findReportedSpans(text)) {
        expect(start).toBeGreaterThan(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        last = end;
      }
    }),
  );
});

test("finds a quotation that a whole comment of quotation marks surrounds", () => {
  for (const [, text] of hostileInputs(10_000)) findReportedSpans(text);
  expect(reported(`${"l'un ".repeat(1_000)}« connard » ${"l'autre ".repeat(1_000)}`)).toEqual(["connard"]);
});
