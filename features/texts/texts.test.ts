import { describe, expect, test } from "vitest";
import { locales } from "#i18n/translator.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { readText } from "./presets/read-text.ts";

const settings = (text = "") => ({
  "site.name": "Le Guet",
  "pages.privacy": text,
  "pages.legal": text,
});

describe.each(locales)("in %s", (locale) => {
  test.each(["privacy", "legal"] as const)(
    "%s has a text of ours, with the site's name and no Markdown left over",
    (page) => {
      const { title, body } = readText(page, settings(), locale);
      expect(title).not.toBe("");
      const text = toText(body);
      expect(text).toContain("Le Guet");
      expect(text).not.toMatch(/\*\*|^#|\]\(|\$\{/m);
      expect(toHtml(body)).toMatch(page === "privacy" ? /href="\/legal"/ : /href="\/privacy"/);
    },
  );

  test("what only the operator knows is marked", () => {
    expect(toText(readText("legal", settings(), locale).body)).toMatch(/\[à compléter|\[to be filled in/);
  });

  test("the site's own text replaces ours, whole, and hostile text is harmless", () => {
    const { title, body } = readText("legal", settings("# À nous\n\nÉditeur : moi. <script>alert(1)</script>"), locale);
    expect(title).toBe("À nous");
    expect(toHtml(body)).not.toMatch(/<script|compléter|filled/);
    expect(readText("legal", settings("Sans titre."), locale).title).toBe(
      locale === "fr" ? "Mentions légales" : "Legal notice",
    );
  });
});
