import { expect, test } from "vitest";
import { createSiteTranslator } from "#i18n/create-translator.ts";
import en from "#i18n/en.json" with { type: "json" };
import fr from "#i18n/fr.json" with { type: "json" };
import { describeKeys, type EditorTool, filterTools, toKeyShortcuts } from "./tools.ts";

const tool = (label: string, hint?: string): EditorTool => ({
  name: label,
  label,
  icon: "rule",
  ...(hint && { hint }),
  run: () => {},
});
const tools = [
  tool("Encadré", "À retenir, attention"),
  tool("Image"),
  tool("Contenu d’un autre site"),
  tool("Filet", "Trait fin"),
];
const found = (query: string) => filterTools(tools, query).map(({ label }) => label);

test("finds tools by the beginning of a word of their label or hint, without accents; labels first", () => {
  expect(found("")).toHaveLength(4);
  expect(found("enc")).toEqual(["Encadré"]);
  expect(found("ENCADRÉ")).toEqual(["Encadré"]);
  expect(found("site")).toEqual(["Contenu d’un autre site"]);
  expect(found("a")).toEqual(["Contenu d’un autre site", "Encadré"]);
  expect(found("xyz")).toEqual([]);
});

test("names keys as the keyboard does, and as aria-keyshortcuts wants them", () => {
  const french = createSiteTranslator("fr", fr);
  const english = createSiteTranslator("en", en);
  expect(describeKeys("Mod-Shift-s", false, french)).toBe("Ctrl Maj S");
  expect(describeKeys("Mod-Shift-s", false, english)).toBe("Ctrl Shift S");
  expect(describeKeys("Mod-b", true, french)).toBe("⌘ B");
  expect(toKeyShortcuts("Mod-Alt-2", false)).toBe("Control+Alt+2");
});
