import { readFileSync } from "node:fs";
import fc from "fast-check";
import { parse, type DefaultTreeAdapterTypes as Tree } from "parse5";
import { describe, expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { backgrounds } from "#features/settings/theme-colours.ts";
import { locales } from "#i18n/translator.ts";
import { lowestContrast } from "#lib/contrast.ts";
import { createLetterSite, type LetterContent, maxPictureWidth } from "./letter.ts";
import { renderLetter } from "./render-letter.ts";
import { darkTokens, lightTokens } from "./theme.ts";

const site = createLetterSite(presets, "fr");
const content: LetterContent = {
  subject: "Deux articles : à lire",
  greeting: "Bonjour Ada,",
  blocks: [
    { kind: "text", text: "Voici ce qui a compté : « beaucoup » en 10 000 mots." },
    {
      kind: "text",
      text: [{ text: "Lire " }, { text: "le dossier", href: "https://example.org/d?a=1&b=2" }],
      soft: true,
    },
    { kind: "heading", text: "À la une" },
    {
      kind: "story",
      title: "Une faille",
      href: "https://example.org/articles/une-faille",
      kicker: "Sécurité",
      excerpt: "Le début.",
      meta: "12 avis",
      picture: { src: "https://example.org/media/a/800.jpg", alt: "Un phare", width: 1600, height: 900 },
    },
    { kind: "quote", text: "Un\ndeux", source: { label: "Répondre", href: "https://example.org/comments/1" } },
    { kind: "links", links: [{ label: "La règle", href: "https://example.org/rules#r" }] },
    {
      kind: "picture",
      picture: { src: "https://example.org/p.jpg", alt: "", width: 40, height: 30 },
      caption: "Légende",
    },
    { kind: "rule" },
  ],
  button: { label: "Confirmer", href: "https://example.org/confirm?token=x" },
  notes: ["Ce lien sert une fois."],
  reason: "Vous recevez ce courriel parce que vous l’avez demandé.",
  stop: [{ label: "Se désabonner", href: "https://example.org/newsletter/unsubscribe?t=y" }],
};

/** All elements of a document, in order. */
function elementsOf(html: string): Tree.Element[] {
  const found: Tree.Element[] = [];
  const visit = (node: Tree.Node) => {
    if ("tagName" in node) found.push(node);
    if ("childNodes" in node) for (const child of node.childNodes) visit(child);
  };
  visit(parse(html));
  return found;
}
const attribute = (element: Tree.Element, name: string) => element.attrs.find((one) => one.name === name)?.value;
const named = (html: string, ...names: string[]) => elementsOf(html).filter(({ tagName }) => names.includes(tagName));
const linksOf = (html: string) => [...new Set(named(html, "a").map((link) => attribute(link, "href")))].sort();
const linksOfText = (text: string) => [...new Set(text.match(/https?:\/\/[^\s)]+/g))].sort();

describe("a mail's HTML", () => {
  const { html, text, subject } = renderLetter(content, site);

  test("has its language, one heading of the first level, and tables for layout only", () => {
    expect(attribute(named(html, "html")[0] as Tree.Element, "lang")).toBe("fr");
    expect(named(html, "h1")).toHaveLength(1);
    expect(subject).toBe("Deux articles : à lire");
    const tables = named(html, "table");
    expect(tables.map((table) => attribute(table, "role"))).toEqual(tables.map(() => "presentation"));
  });

  test("loads nothing but its pictures, each with an alternative text and at most as wide as the text", () => {
    expect(named(html, "link", "script", "iframe", "object", "video", "base")).toEqual([]);
    expect(html).not.toMatch(/url\(|@import/);
    const pictures = named(html, "img").map((img) =>
      ["src", "alt", "width", "height"].map((name) => attribute(img, name)),
    );
    expect(pictures).toEqual([
      ["https://example.org/media/a/800.jpg", "Un phare", String(maxPictureWidth), "311"],
      ["https://example.org/p.jpg", "", "40", "30"],
    ]);
  });

  test("has the links of the text part, unchanged", () => {
    expect(linksOf(html)).toEqual(linksOfText(text));
    expect(linksOf(html)).toContain("https://example.org/d?a=1&b=2");
  });

  test("prepares for a dark theme", () => {
    expect(html).toContain('<meta name="color-scheme" content="light dark"/>');
    expect(html).toContain("@media (prefers-color-scheme:dark){.paper,");
  });
});

test("the text part has the French spaces, short lines, and the reason and the way out after the signature's mark", () => {
  const { text } = renderLetter(content, site);
  expect(text).toContain("Voici ce qui a compté\u202f: «\u00a0beaucoup\u00a0» en 10\u202f000 mots.");
  expect(text).toContain("> Un\n> deux");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(76);
  expect(text.split("\n-- \n")[1]).toBe(
    `Vous recevez ce courriel parce que vous l’avez demandé.\n\nSe désabonner\u202f:\nhttps://example.org/newsletter/unsubscribe?t=y\n\n${site.name} · ${site.home}\n`,
  );
});

test("an English mail keeps its own spaces", () => {
  const { text } = renderLetter({ ...content, blocks: [] }, { ...site, locale: "en" });
  expect(text).toContain("Confirmer:\nhttps://example.org/confirm?token=x");
});

test("whatever the texts, no markup comes of them, and the subject is one line", () => {
  const hostile = fc.string({
    unit: fc.oneof(
      fc.constantFrom(
        "<script>",
        "</style>",
        "<!--",
        "-->",
        "]]>",
        "&",
        '"',
        "'",
        "<img src=x>",
        "\r\n",
        "\u2028",
        "\0",
        "\ud800",
        "é",
      ),
      fc.string({ unit: "binary", maxLength: 2 }),
    ),
    maxLength: 12,
  });
  const shape = (html: string) =>
    elementsOf(html)
      .map(({ tagName }) => tagName)
      .filter((name) => name !== "br");
  const expected = shape(renderLetter(content, site).html);
  fc.assert(
    fc.property(hostile, (typed) => {
      const dirty = JSON.parse(JSON.stringify(content), (key, value: unknown) =>
        typeof value === "string" && !["kind", "href", "src"].includes(key) ? `x${typed}` : value,
      ) as LetterContent;
      const { html, subject } = renderLetter(dirty, { ...site, name: `x${typed}` });
      expect(shape(html)).toEqual(expected);
      expect(subject).not.toMatch(/[\r\n\u2028]/);
    }),
    { numRuns: 60 },
  );
});

test.each(["javascript:alert(1)", "/articles/x", "data:text/html,x", ""])("refuses the link %j", (href) => {
  expect(() => renderLetter({ ...content, button: { label: "x", href } }, site)).toThrow(TypeError);
  expect(() => renderLetter({ ...content, stop: [{ label: "x", href }] }, site)).toThrow(TypeError);
});

describe("the colours", () => {
  const css = readFileSync(new URL("../../../app/tokens.css", import.meta.url), "utf8");
  const [light = "", dark = ""] = css.split("prefers-color-scheme: dark");
  const tokenIn = (source: string, name: string) => new RegExp(`--color-${name}: (#[0-9a-f]{6})`).exec(source)?.[1];

  test("are the tokens of the site", () => {
    for (const [name, value] of Object.entries(lightTokens)) expect(tokenIn(light, name), name).toBe(value);
    for (const [name, value] of Object.entries(darkTokens)) expect(tokenIn(dark, name), name).toBe(value);
  });

  test.each(locales)("are readable on the page of a mail in %s", (locale) => {
    const { theme } = createLetterSite(presets, locale);
    for (const shade of ["light", "dark"] as const)
      for (const name of ["ink", "soft", "mute", "link", "signal"] as const)
        expect(lowestContrast(theme[shade][name], [backgrounds[shade][0]]), `${shade} ${name}`).toBeGreaterThan(4.5);
  });

  test("are those that the site's settings choose", () => {
    const own = createLetterSite({ ...presets, "look.link": "#00553a" }, "fr");
    expect(own.theme.light.link).toBe("#00553a");
    expect(lowestContrast(own.theme.dark.link, [darkTokens.paper])).toBeGreaterThan(4.5);
  });
});
