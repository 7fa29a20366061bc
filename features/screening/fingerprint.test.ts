import { expect, test } from "vitest";
import { fingerprintText, likeness, similarity } from "./fingerprint.ts";

const text =
  "La faille touche toutes les versions depuis 2019, et le correctif publié hier ne suffit pas si le module reste chargé au démarrage du serveur";
const alike = (other: string) => similarity(fingerprintText(text).signature, fingerprintText(other).signature);
const share = (other: string) => {
  const bands = new Set(fingerprintText(text).bands);
  return fingerprintText(other).bands.some((band) => bands.has(band));
};

test.each<[string, string, number, number]>([
  ["the same", text, 1, 1],
  ["another case, accents and signs", `${text.toUpperCase().replace("É", "E")} !!!`, 1, 1],
  ["letters that pass for others", text.replaceAll("a", "а").replaceAll("o", "0"), 1, 1],
  ["what nobody sees", text.split("").join("\u200b"), 1, 1],
  ["a word more at the end", `${text} voilà`, 0.8, 1],
  [
    "another text on the subject",
    "La faille est connue depuis longtemps et le serveur que je gère n’est pas touché",
    0,
    0.3,
  ],
  ["nothing", "", 0, 0.05],
])("%s", (_what, other, min, max) => {
  const found = alike(other);
  expect(found).toBeGreaterThanOrEqual(min);
  expect(found).toBeLessThanOrEqual(max);
  expect(share(other)).toBe(min > 0);
});

test("makes one shingle of a short text, with numbers that fit the database", () => {
  expect(similarity(fingerprintText("Merci").signature, fingerprintText("merci !").signature)).toBe(1);
  expect(similarity(fingerprintText("Merci").signature, fingerprintText("Bravo").signature)).toBe(0);
  const { signature, bands } = fingerprintText(text);
  expect([signature.length, bands.length]).toEqual([64, 16]);
  for (const value of [...signature, ...bands]) expect(value | 0).toBe(value);
});

const likenessOf = (one: string, other: string) => likeness(fingerprintText(one), fingerprintText(other));
test.each<[string, string]>([
  ["an inserted word", "Gagnez de l'argent vraiment facile avec mon ami Victor sur son groupe"],
  ["a changed word", "Gagnez de l'argent rapide avec mon ami Victor sur son groupe"],
  ["a greeting before", "Bonjour tous Gagnez de l'argent facile avec mon ami Victor sur son groupe"],
])("%s does not hide a repeat of a short text", (_what, other) => {
  expect(likenessOf("Gagnez de l'argent facile avec mon ami Victor sur son groupe", other)).toBeGreaterThanOrEqual(0.8);
  expect(share(other)).toBe(false);
});

test("does not take an answer that quotes a short text for a repeat of it", () => {
  const quoted = "La faille touche toutes les versions depuis 2019";
  const answer = `${quoted}. Pas chez nous : le module n'est chargé que sur deux serveurs, et le correctif y est passé mardi soir`;
  expect(likenessOf(quoted, answer)).toBeLessThan(0.6);
});
