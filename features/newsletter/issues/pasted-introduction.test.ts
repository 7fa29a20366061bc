import { describe, expect, test } from "vitest";
import { googleDocs, libreOffice, wordReviewed } from "#features/editor/document/clipboard/word-processors-testing.ts";
import { introductionToHtml } from "./introduction.ts";
import { readPastedIntroduction } from "./pasted-introduction.ts";

describe("a paste into the introduction", () => {
  test("of Google Docs keeps emphasis, links and nested lists", () => {
    const markdown = readPastedIntroduction(googleDocs);
    expect(markdown.split("\n")).toEqual([
      "**La tour**",
      "",
      "Le **phare** est [ancien](https://example.org/ancien)*, dit-on*.",
      "",
      "- Un",
      "  - Dedans",
      "- Deux",
      "",
      "A",
      "",
      "**B**",
    ]);
    expect(introductionToHtml(markdown)).toContain("<li>Un<ul><li>Dedans</li></ul></li>");
  });

  test("of Word keeps emphasis, puts notes in parentheses, and leaves comments and deleted words out", () => {
    const markdown = readPastedIntroduction(wordReviewed);
    expect(markdown).toContain(
      "Le **phare** est ancien, dit le gardien (Entretien du **5 mars**, avec [le gardien](https://example.org/gardien).). Il date de *1856*.",
    );
  });

  test("of LibreOffice keeps its list", () => {
    expect(readPastedIntroduction(libreOffice)).toContain("- Un\n  - Dedans\n- Deux");
  });

  test.each([
    ["<meta charset='utf-8'><span>Un mot</span>", "Un mot"],
    ["<p><img src='https://exemple.fr/pixel.gif'>Texte<script>x</script></p>", "Texte"],
    ["<p>2 * 3 = 6 et [entre crochets]</p>", "2 \\* 3 = 6 et \\[entre crochets\\]"],
    ["<p><a href='javascript:alert(1)'>Lien</a></p>", "Lien"],
    ["", ""],
  ])("%j becomes %j", (html, markdown) => {
    expect(readPastedIntroduction(html)).toBe(markdown);
  });
});
