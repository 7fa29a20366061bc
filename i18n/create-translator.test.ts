import { expect, test } from "vitest";
import { typeset } from "#lib/typography.ts";
import { createSiteTranslator, type Locale, locales, type MessageKey, type Messages } from "./create-translator.ts";
import en from "./en.json" with { type: "json" };
import fr from "./fr.json" with { type: "json" };

const catalogues: Record<Locale, Messages> = { fr, en };

type Tree = { [key: string]: Tree | string };
const listKeys = (tree: Tree, prefix = ""): string[] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [prefix + key] : listKeys(value, `${prefix}${key}.`),
  );

/** One value for each placeholder, whatever its name: figures for plurals, else a title that French typography changes. */
const values = (number: number) =>
  new Proxy({} as Record<string, string | number>, {
    get: (_, name) => (String(name).match(/^(count|days?|hours?|minutes|most|least)$/) ? number : "Pourquoi « lui » ?"),
    has: () => true,
    ownKeys: () => [],
  });

test.each(locales)("t.typeset says in %s what typeset makes of the sentence with its values", (locale) => {
  const t = createSiteTranslator(locale, catalogues[locale]);
  for (const key of listKeys(fr) as MessageKey[]) {
    for (const number of [1, 12000]) {
      expect(t.typeset(key, values(number)), key).toBe(typeset(t(key, values(number)), locale));
    }
  }
});

test("French sentences and the values in them get no-break spaces, English ones none", () => {
  const said = (locale: Locale) =>
    createSiteTranslator(locale, catalogues[locale]).typeset("notifications.schedule", { title: "Qui ?" });
  expect(said("fr")).toContain("Qui\u202f?");
  expect(said("en")).toContain("Qui ?");
});
