import { expect, test } from "vitest";
import { type InflectedLanguage, inflect, listEntryForms } from "./inflections.ts";

test.each<[InflectedLanguage, string, string[]]>([
  ["fr", "connard", ["connard", "connards", "connarde", "connardes"]],
  ["fr", "débile", ["débile", "débiles"]],
  ["fr", "enculé", ["enculé", "enculés", "enculée", "enculées"]],
  ["fr", "bouffon", ["bouffonne", "bouffonnes"]],
  ["fr", "menteur", ["menteuse", "menteuses"]],
  ["fr", "gros", ["gros", "grosse", "grosses"]],
  ["fr", "merdeux", ["merdeux", "merdeuse", "merdeuses"]],
  ["fr", "blaireau", ["blaireaux"]],
  ["fr", "anormal", ["anormaux", "anormale", "anormales"]],
  ["fr", "mongol", ["mongols", "mongole", "mongoles"]],
  ["fr", "fdp", ["fdp", "fdps"]],
  ["fr", "1xbet", ["1xbet"]],
  ["en", "idiot", ["idiots"]],
  ["en", "pussy", ["pussies"]],
  ["en", "bitch", ["bitches"]],
  ["en", "scam", ["scams", "scamming", "scammed"]],
  ["en", "troll", ["trolls", "trolling", "trolled"]],
])("%s: %s has the forms %j", (language, word, forms) => {
  expect(inflect(word, language)).toEqual(expect.arrayContaining(forms));
});

test("a phrase has plurals if it is short; an entry between quotation marks has no other form", () => {
  expect(listEntryForms("gros porc", "fr")).toEqual(["gros porc", "gros porcs"]);
  expect(listEntryForms("sale rat", "fr")).toEqual(["sale rat", "sale rats", "sales rats"]);
  expect(listEntryForms("retourne dans ton pays", "fr")).toEqual(["retourne dans ton pays"]);
  expect(listEntryForms("dirty rat", "en")).toEqual(["dirty rat", "dirty rats"]);
  for (const entry of ['"connard"', "« connard »", "“connard”"])
    expect(listEntryForms(entry, "fr")).toEqual(["connard"]);
});
