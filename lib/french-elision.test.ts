import { expect, test } from "vitest";
import { elideBefore } from "./french-elision.ts";

test.each([
  ["Commentaire de Aminata Sow", ["Aminata Sow"], "Commentaire d’Aminata Sow"],
  ["De Édith", ["Édith"], "D’Édith"],
  ["Réponse de Olivier à Élise", ["Olivier", "Élise"], "Réponse d’Olivier à Élise"],
  ["Ce que Écho sait de Écho", ["Écho"], "Ce qu’Écho sait d’Écho"],
  ["Commentaire de Yanis", ["Yanis"], "Commentaire de Yanis"],
  ["Commentaire de Hélène", ["Hélène"], "Commentaire de Hélène"],
  ["Le monde Aminata", ["Aminata"], "Le monde Aminata"],
  ["3 de 1 200", [1200, "1 200"], "3 de 1 200"],
])("elides in %j", (text, values, elided) => {
  expect(elideBefore(text, values)).toBe(elided);
});
