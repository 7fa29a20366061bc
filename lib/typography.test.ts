import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { insideQuotes, typeset } from "./typography.ts";

/** ~ is U+202F, _ is U+00A0. */
const shown = (text: string) => typeset(text, "fr").replaceAll("\u202f", "~").replaceAll("\u00a0", "_");

describe("French spaces", () => {
  test.each([
    ["Orange/Huawei : l’accord", "Orange/Huawei~: l’accord"],
    ["où chercher ?", "où chercher~?"],
    ["Vraiment ! Oui ; non.", "Vraiment~! Oui~; non."],
    ["Quoi ?!", "Quoi~?!"],
    ["Quoi ? ! Encore", "Quoi~?~! Encore"],
    ["dit « oui » : bien", "dit «_oui_»~: bien"],
    ["deux  espaces  : ici", "deux  espaces~: ici"],
    ["déjà\u00a0: posé\u202f!", "déjà~: posé~!"],
    ["coupé\n: ici", "coupé~: ici"],
    ["25 % des cas", "25_% des cas"],
    ["à 3 km, 12 Go et 100 Mbit/s", "à 3_km, 12_Go et 100_Mbit/s"],
    ["1 200 000 €", "1~200~000_€"],
    ["10 000 comptes", "10~000 comptes"],
    ["12 millions d’euros", "12_millions d’euros"],
    ["3 minutes", "3_minutes"],
    ["à 7 h 45, puis 18 h", "à 7_h_45, puis 18_h"],
    ["n° 5, p. 12, M. Dupont", "n°_5, p._12, M._Dupont"],
  ])("%j", (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test.each([
    "à 12:30, sur https://exemple.fr/?q=a:b;c!d",
    "C:\\fichier",
    "l’État d'hier",
    "sans espace: ni avant! ni ici?",
    "en 2017 300 sites",
    "3 messages",
    "le 5 septembre",
    "01 23 45 67 89",
    "«collé»",
    "M. de la Tour",
  ])("leaves %j alone", (text) => {
    expect(typeset(text, "fr")).toBe(text);
  });

  test("leaves English alone", () => {
    expect(typeset("Really ? « yes »", "en")).toBe("Really ? « yes »");
  });
});

test("gives quotations in a quoted title the second kind of quotation marks", () => {
  expect(insideQuotes("« Votre colis est en attente » : un SMS", "fr")).toBe("“Votre colis est en attente” : un SMS");
  expect(insideQuotes("Sans rien", "fr")).toBe("Sans rien");
  expect(insideQuotes("The “parcel” text", "en")).toBe("The ‘parcel’ text");
  expect(insideQuotes("Un « seul", "fr")).toBe("Un « seul");
});

const pieces = fc
  .array(
    fc.constantFrom(
      ..." \t\n\u00a0\u202f:;!?«»%€0123456789".split(""),
      "n°",
      "M.",
      "km",
      "000",
      "12",
      "mot",
      "É",
      "http://a.b/?c=d:e",
      "12:30",
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(""));

describe("whatever the text", () => {
  test("is idempotent", () => {
    fc.assert(
      fc.property(pieces, (text) => {
        expect(typeset(typeset(text, "fr"), "fr")).toBe(typeset(text, "fr"));
      }),
    );
  });

  test("changes only spaces, and adds none", () => {
    const spaces = /[\s\u00a0\u202f]/g;
    fc.assert(
      fc.property(fc.oneof(pieces, fc.string({ unit: "grapheme" })), (text) => {
        const set = typeset(text, "fr");
        expect(set.replace(spaces, "")).toBe(text.replace(spaces, ""));
        expect(set.match(spaces)?.length ?? 0).toBeLessThanOrEqual(text.match(spaces)?.length ?? 0);
      }),
    );
  });

  test("leaves no breakable space before ; : ! ? nor inside guillemets", () => {
    fc.assert(
      fc.property(pieces, (text) => {
        expect(typeset(text, "fr")).not.toMatch(/[ \t\n](?=[;:!?])|«[ \t\n]|[ \t\n]»/);
      }),
    );
  });
});
