import { describe, expect, test } from "vitest";
import { locales } from "#i18n/translator.ts";
import { toHtml } from "#lib/html/serialise.ts";
import { toText } from "#lib/html/text.ts";
import { readMarkdown } from "#lib/markdown.ts";
import { findFrench } from "#server/testing/find-french.ts";
import { formatPageBody, listCommunityRules, listMainHeadings, readBuiltInPage } from "./built-in-pages.ts";

const settings = (text = "") => ({
  "site.name": "Le Guet",
  "site.mission": "Ce que voit le guet.",
  "backup.daily": 7,
  "backup.weekly": 4,
  "backup.monthly": 12,
  "pages.about": text,
  "pages.privacy": text,
  "pages.legal": text,
  "pages.rules": text,
});

describe.each(locales)("in %s", (locale) => {
  test.each(["privacy", "legal", "rules"] as const)(
    "%s has a text of ours, with the site's name and no Markdown left over",
    (page) => {
      const { title, body } = readBuiltInPage(page, settings(), locale);
      expect(title).not.toBe("");
      const text = toText(body);
      expect(text).toContain("Le Guet");
      expect(text).not.toMatch(/\*\*|^#|\]\(|\$\{/m);
      expect(toHtml(body)).toMatch(page === "legal" ? /href="\/privacy"/ : /href="\/legal"/);
    },
  );

  test("marks what only the operator can fill in", () => {
    expect(toText(readBuiltInPage("legal", settings(), locale).body)).toMatch(/\[à compléter|\[to be filled in/);
  });

  test("replaces the built-in text by the site's own, and makes hostile text harmless", () => {
    const { title, body } = readBuiltInPage(
      "legal",
      settings("# À nous\n\nÉditeur : moi. <script>alert(1)</script>"),
      locale,
    );
    expect(title).toBe("À nous");
    expect(toHtml(body)).not.toMatch(/<script|compléter|filled/);
    expect(readBuiltInPage("legal", settings("Sans titre."), locale).title).toBe(
      locale === "fr" ? "Mentions légales" : "Legal notice",
    );
  });
});

test.each(["about", "privacy", "legal", "rules"] as const)("%s contains no French in English", (page) => {
  expect(
    findFrench(
      toText(readBuiltInPage(page, { ...settings(), "site.name": "Vigie", "site.mission": "News." }, "en").body),
    ),
  ).toEqual([]);
});

test("has the same rules in both languages, each with its anchor", () => {
  const [fr, en] = locales.map((locale) => listCommunityRules(settings(), locale));
  expect(fr?.map(({ anchor }) => anchor)).toEqual([
    "respect",
    "hate",
    "illegal",
    "privacy",
    "spam",
    "topic",
    "identity",
    "sources",
    "votes",
  ]);
  expect(en?.map(({ anchor }) => anchor)).toEqual(fr?.map(({ anchor }) => anchor));
  expect(fr?.[0]).toEqual({ anchor: "respect", title: "Respectez les personnes" });
});

test("lists a site's own rules by anchors, or by main headings without any", () => {
  const own = "# Nos règles\n\n## Un peu d’air {#air}\n\n### Détail\n\n## Contact";
  expect(listCommunityRules(settings(own), "fr")).toEqual([{ anchor: "air", title: "Un peu d’air" }]);
  expect(listCommunityRules(settings("## Un peu d’air\n\n### Détail\n\n## Contact"), "fr")).toEqual([
    { anchor: "un-peu-d-air", title: "Un peu d’air" },
    { anchor: "contact", title: "Contact" },
  ]);
  expect(listCommunityRules(settings("Soyez bons."), "fr")).toEqual([]);
});

test("no heading of a page has an id of the header or the menu, into which links to it would lead", () => {
  const tree = formatPageBody(readMarkdown("# Page\n\n## Menu\n\n## Appearance").body);
  expect(listMainHeadings(tree).map(({ id }) => id)).toEqual(["menu-2", "appearance-2"]);
});

test("the privacy page says how long backups keep what was deleted, by the settings", () => {
  const text = (months: number, locale: "fr" | "en") =>
    toText(readBuiltInPage("privacy", { ...settings(), "backup.monthly": months }, locale).body);
  expect(text(12, "fr")).toContain("la plus ancienne est conservée 12 mois environ");
  expect(text(0, "fr")).toContain("la plus ancienne est conservée un mois environ");
  expect(text(3, "en")).toContain("the oldest one is kept for about 3 months");
});
