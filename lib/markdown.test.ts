import { existsSync, readFileSync } from "node:fs";
import { visit } from "unist-util-visit";
import { expect, test } from "vitest";
import { safeHref } from "./html/links.ts";
import { toHtml } from "./html/serialise.ts";
import { articleElements } from "./html/vocabulary.ts";
import { readMarkdown } from "./markdown.ts";

const html = (markdown: string) => toHtml(readMarkdown(markdown).body).replaceAll("\n", "");

test("the first heading of level one is the title", () => {
  expect(readMarkdown("\n# Mentions *légales*\n\nÉditeur.").title).toBe("Mentions légales");
  expect(html("# Mentions légales\n\nÉditeur.\n\n# Encore")).toBe("<p>Éditeur.</p><h2>Encore</h2>");
  expect(readMarkdown("Éditeur.\n\n# Plus bas").title).toBe("");
  expect(readMarkdown("").title).toBe("");
  expect(html("")).toBe("");
});

test("keeps tables, lists, links and code", () => {
  expect(html("- a\n- [b](/legal)\n\n| x | y |\n|---|---|\n| 1 | `2` |\n\n~~s~~ https://exemple.fr")).toBe(
    '<ul><li>a</li><li><a href="/legal">b</a></li></ul>' +
      "<table><thead><tr><th>x</th><th>y</th></tr></thead><tbody><tr><td>1</td><td><code>2</code></td></tr></tbody></table>" +
      '<p><del>s</del> <a href="https://exemple.fr">https://exemple.fr</a></p>',
  );
});

test.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "[x](javascript:alert(1))",
  "[x](java\tscript:alert(1))",
  "![x](https://evil.example/x.png)",
  "[x](data:text/html,x)",
  "<iframe src=//evil.example></iframe>",
  "[a]: javascript:alert(1)\n\n[a]",
])("%s is harmless", (markdown) => {
  expect(html(markdown)).not.toMatch(/<(?:script|img|iframe)|on\w+=|javascript:|data:/i);
});

const strings = new URL("../../shared/data/xss/JHADDIX_XSS.txt", import.meta.url);
test.skipIf(!existsSync(strings))("hundreds of hostile lines are harmless", () => {
  const harmless = new Set(articleElements);
  for (const line of readFileSync(strings, "utf8").split("\n")) {
    visit(readMarkdown(line).body, "element", (node) => {
      expect(harmless).toContain(node.tagName);
      expect(Object.keys(node.properties).filter((name) => name !== "href")).toEqual([]);
      if (node.tagName === "a") expect(safeHref(node.properties.href ?? "#")).toBeDefined();
      expect(node.properties.src).toBeUndefined();
    });
  }
});
