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

/** Returns a value for each placeholder: a number for plurals, else a title that French typography changes. */
const valuesFor = (sentence: string, number: number) =>
  Object.fromEntries(
    [...sentence.matchAll(/\{(\w+)(, plural)?/g)].map(([, name, plural]) => [
      name,
      plural || name === "count" ? number : "Pourquoi « lui » ?",
    ]),
  );

test.each(locales)("t.typeset returns in %s what typeset makes of the formatted message", (locale) => {
  const t = createSiteTranslator(locale, catalogues[locale]);
  // Messages with tags are for t.rich.
  for (const key of listKeys(fr).filter((key) => !/<\w/.test(t.raw(key as MessageKey))) as MessageKey[]) {
    for (const number of [1, 12000]) {
      const values = valuesFor(t.raw(key), number);
      const said = t(key, values);
      expect(said, "the sentence, not its address").not.toBe(key);
      expect(t.typeset(key, values), key).toBe(typeset(said, locale));
    }
  }
});

test("French messages and their values get no-break spaces, English ones none", () => {
  const said = (locale: Locale) =>
    createSiteTranslator(locale, catalogues[locale]).typeset("notifications.schedule", { title: "Qui ?" });
  expect(said("fr")).toContain("Qui\u202f?");
  expect(said("en")).toContain("Qui ?");
});

test("typesetAround typesets the message and leaves the values unchanged", () => {
  const said = (locale: Locale) =>
    createSiteTranslator(locale, catalogues[locale]).typesetAround("moderation.queue.decisionAbout", {
      did: "Exclu",
      name: "Ada ?",
    });
  expect(said("fr")).toBe("Exclu\u202f: Ada ?");
  expect(said("en")).not.toMatch(/[\u00a0\u202f]/);
});

test("French messages elide before a name, English ones do not", () => {
  const said = (locale: Locale) => {
    const t = createSiteTranslator(locale, catalogues[locale]);
    return [t("comments.detail.title", { name: "Aminata" }), t.typesetAround("staff.roleOf", { name: "Olivier" })];
  };
  expect(said("fr")).toEqual(["Commentaire d’Aminata", "Rôle d’Olivier"]);
  expect(said("en")).toEqual(["Comment by Aminata", "Role of Olivier"]);
});

test("formats a message without values once", () => {
  const t = createSiteTranslator("fr", fr);
  expect([t("shell.skip"), t("shell.skip"), t.typeset("shell.skip")]).toEqual(Array(3).fill(fr.shell.skip));
  expect([t.has("shell.skip"), t.raw("shell.skip")]).toEqual([true, fr.shell.skip]);
  const changed = structuredClone(fr);
  const other = createSiteTranslator("fr", changed);
  other("shell.skip");
  changed.shell.skip = "Another sentence";
  expect(other("shell.skip")).toBe(fr.shell.skip);
});
