import { expect, test } from "vitest";
import { presets, type Settings } from "#features/settings/schema.ts";
import { env } from "#lib/env.ts";
import { findPersonalData } from "../personal-data/find-personal-data.ts";
import { harmlessComment, harmlessContext } from "../screening-fixtures.ts";
import { verdictMessage } from "../verdict-message.ts";
import { personalData } from "./personal-data.ts";

function screen(text: string, change: Partial<Settings> = {}) {
  const signals = { ...harmlessComment.signals, personalData: findPersonalData(text) };
  return personalData(
    { ...harmlessComment, text, signals },
    { ...harmlessContext, settings: { ...presets, ...change } },
  );
}

test.each<[string, string | undefined, string]>([
  ["Une phrase", undefined, ""],
  ["Son portable : 06 39 98 41 27", "phone", "06 39…27"],
  ["06 39 98 41 27 ou 07 56 81 22 04, et 06 39 98 41 27", "phone", "06 39…27, 07 56…04"],
  ["06 39 98 41 27, jean@orange.fr", "several", "06 39…27, j…@orange.fr"],
])("%s", (text, kind, passages) => {
  const verdict = screen(text);
  expect(verdict?.values?.kind).toBe(kind);
  if (kind) {
    expect(verdict).toMatchObject({ action: "hold", isLikelyRefusal: true, rule: "privacy", values: { passages } });
  }
});

test("shows the author what to take out, and keeps no number whole", () => {
  const verdict = screen("Mon IBAN : FR76 3000 6000 0112 3456 7890 189");
  expect(verdict && verdictMessage(verdict, presets).sentence).toBe(
    "Ce commentaire contient un numéro de compte bancaire : FR76…89.",
  );
  expect(JSON.stringify(verdict)).not.toContain("3000");
});

test.each<[string, Partial<Settings>, string]>([
  ["switched off", { "moderation.personalData": 0 }, "06 39 98 41 27"],
  ["an allowed number, written otherwise", { "moderation.personalDataAllowed": "06.39.98.41.27" }, "+33 6 39984127"],
  ["an allowed address", { "moderation.personalDataAllowed": "jean@orange.fr" }, "Jean [at] orange point fr"],
  ["an allowed domain", { "moderation.personalDataAllowed": "@asso.example" }, "marie.durand@asso.example"],
  [
    "the site's legal notice",
    {
      "pages.legal":
        "# Mentions légales\n\nVigie, 14 rue des Charmilles, 38000 Grenoble\ntél. 04 76 00 11 22\nune.personne@vigie.example",
    },
    "14, rue des Charmilles ; 04.76.00.11.22 ; une.personne@vigie.example",
  ],
  ["the site's own domain", {}, `une.personne@${new URL(env().SITE_URL).hostname}.example`.replace(".example", "")],
  ["a help line", {}, "SOS : 01 45 39 40 00"],
])("passes %s", (_what, change, text) => {
  expect(screen(text, change)).toBeUndefined();
});

test("holds the others beside an allowed one, and reads a changed list again", () => {
  const list = { "moderation.personalDataAllowed": "06 39 98 41 27" };
  expect(screen("06 39 98 41 27 et 07 56 81 22 04", list)?.values).toMatchObject({ count: 1, passages: "07 56…04" });
  expect(screen("06 39 98 41 27")).toBeDefined();
});
