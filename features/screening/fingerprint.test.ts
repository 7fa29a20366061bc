import { expect, test } from "vitest";
import { fingerprintText, similarity } from "./fingerprint.ts";

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
