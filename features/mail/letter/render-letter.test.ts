import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presets } from "#features/settings/schema.ts";
import { findColourError, minContrast } from "#features/settings/theme-colours.ts";
import { lowestContrast } from "#lib/contrast.ts";
import { listElements } from "#lib/html/elements-testing.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { createLetterSite, type LetterContent, type LetterSettings, maxPictureWidth } from "./letter.ts";
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
      isLead: true,
      picture: { src: "https://example.org/media/a/800.jpg", alt: "Un phare", width: 1600, height: 900 },
    },
    {
      kind: "story",
      title: "Un outil",
      href: "https://example.org/articles/un-outil",
      picture: { src: "https://example.org/media/b/320.jpg", alt: "Un tableau", width: 900, height: 1600 },
    },
    {
      kind: "html",
      html: '<p>Un <em>mois</em> <a href="https://example.org/mois">chargé</a></p><ul><li>deux</li></ul>',
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
  dateline: "novembre 2026",
  online: { label: "Lire en ligne", href: "https://example.org/newsletter/2026-11" },
  kicker: "Alerte",
  button: { label: "Confirmer", href: "https://example.org/confirm?token=x" },
  notes: ["Ce lien sert une fois."],
  reason: "Vous recevez ce courriel parce que vous l’avez demandé.",
  stop: [{ label: "Se désabonner", href: "https://example.org/newsletter/unsubscribe?t=y" }],
};

const linksOf = (html: string) => [...new Set(listElements(html, "a").map((link) => link.attributes.href))].sort();
const linksOfText = (text: string) => [...new Set(text.match(/https?:\/\/[^\s)]+/g))].sort();

describe("a mail's HTML", () => {
  const { html, text, subject } = renderLetter(content, site);

  test("has its language, one heading of the first level, and tables for layout only", () => {
    expect(listElements(html, "html")[0]?.attributes.lang).toBe("fr");
    expect(listElements(html, "h1", "h2", "h3").map(({ tagName }) => tagName)).toEqual(["h1", "h2", "h3", "h3"]);
    const { html: flat } = renderLetter(
      { ...content, blocks: content.blocks.filter(({ kind }) => kind !== "heading") },
      site,
    );
    expect(listElements(flat, "h1", "h2", "h3").map(({ tagName }) => tagName)).toEqual(["h1", "h2", "h2"]);
    expect(subject).toBe("Deux articles : à lire");
    const tables = listElements(html, "table");
    expect(tables.map((table) => table.attributes.role)).toEqual(tables.map(() => "presentation"));
  });

  test("loads nothing but its pictures, each with an alternative text and at most as wide as the text", () => {
    expect(listElements(html, "link", "script", "iframe", "object", "video", "base")).toEqual([]);
    expect(html).not.toMatch(/url\(|@import/);
    const pictures = listElements(html, "img").map((img) =>
      ["src", "alt", "width", "height"].map((name) => img.attributes[name]),
    );
    expect(pictures).toEqual([
      ["https://example.org/media/a/800.jpg", "Un phare", String(maxPictureWidth), "311"],
      // Beside its text, a portrait is as high as a landscape is wide.
      ["https://example.org/media/b/320.jpg", "Un tableau", "74", "132"],
      ["https://example.org/p.jpg", "", "40", "30"],
    ]);
  });

  test("has the links of the text part, unchanged", () => {
    expect(linksOf(html)).toEqual(linksOfText(text));
    expect(linksOf(html)).toContain("https://example.org/d?a=1&b=2");
  });

  test("is as wide as the window, at most 600 pixels, and 600 pixels in programs without max-width", () => {
    const frame = listElements(html, "table").find((table) => table.attributes.class === "frame");
    expect(frame?.attributes).toMatchObject({ width: "100%", align: "center" });
    expect(frame?.attributes.style).toContain("max-width:600px");
    expect(html).toContain(".frame{width:600px}@media all{.frame{width:100%!important}}");
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
  expect(text).toMatch(/^Vigie – novembre 2026\n\nBonjour Ada,\n/);
  expect(text).toContain("\nUn mois chargé (https://example.org/mois)\n\n– deux\n");
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(76);
  expect(text.split("\n-- \n")[1]).toBe(
    `Vous recevez ce courriel parce que vous l’avez demandé.\n\nSe désabonner\u202f:\nhttps://example.org/newsletter/unsubscribe?t=y\n\nLire en ligne\u202f:\nhttps://example.org/newsletter/2026-11\n\n${site.name} · ${site.home}\n`,
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
    listElements(html)
      .map(({ tagName }) => tagName)
      .filter((name) => name !== "br");
  const expected = shape(renderLetter(content, site).html);
  fc.assert(
    fc.property(hostile, (typed) => {
      const dirty = JSON.parse(JSON.stringify(content), (key, value: unknown) =>
        typeof value === "string" && !["kind", "href", "src", "html"].includes(key) ? `x${typed}` : value,
      ) as LetterContent;
      const { html, subject } = renderLetter(dirty, { ...site, name: `x${typed}` });
      expect(shape(html)).toEqual(expected);
      expect(subject).not.toMatch(/[\r\n\u2028]/);
    }),
    { numRuns: 60 },
  );
});

test("the logo replaces the site's name, with another one for dark backgrounds", () => {
  const logo = { ...presets, "look.logo": "a".repeat(24), "look.logoDark": "b".repeat(24) };
  const { html } = renderLetter({ ...content, blocks: [] }, createLetterSite(logo, "fr"));
  const [picture] = listElements(html, "img");
  expect(picture && ["src", "alt"].map((name) => picture.attributes[name])).toEqual([
    absoluteUrl(`/media/${"a".repeat(24)}/480.png`),
    presets["site.name"],
  ]);
  const [dark] = listElements(html, "source");
  expect(dark && ["srcset", "media"].map((name) => dark.attributes[name])).toEqual([
    absoluteUrl(`/media/${"b".repeat(24)}/480.png`),
    "(prefers-color-scheme:dark)",
  ]);
});

test("an expandable section on a page is open in a mail, with its title in bold", () => {
  const block = { kind: "html" as const, html: "<details><summary>Titre</summary><p>Texte</p></details>" };
  const { html, text } = renderLetter({ ...content, blocks: [block] }, site);
  expect(html).toContain("<p><strong>Titre</strong></p><p>Texte</p>");
  expect(html).not.toContain("<details");
  expect(text).toContain("Titre\n\nTexte");
});

test("blocks in another language than the mail's say so", () => {
  const { html } = renderLetter({ ...content, blocksLocale: "en" }, site);
  const [inner] = listElements(html, "div").filter((div) => div.attributes.lang === "en");
  expect(inner && listElements(html, "blockquote")).toHaveLength(1);
  expect(renderLetter({ ...content, blocksLocale: "fr" }, site).html).not.toContain("<div lang=");
});

test.each(["javascript:alert(1)", "/articles/x", "data:text/html,x", ""])("refuses the link %j", (href) => {
  expect(() => renderLetter({ ...content, button: { label: "x", href } }, site)).toThrow(TypeError);
  expect(() => renderLetter({ ...content, stop: [{ label: "x", href }] }, site)).toThrow(TypeError);
});

describe("the colours", () => {
  const { html } = renderLetter(content, site);
  const css = readFileSync(new URL("../../../app/tokens.css", import.meta.url), "utf8");
  const [light = "", dark = ""] = css.split("@variant dark {");
  const tokenIn = (source: string, name: string) => new RegExp(`--color-${name}: (#[0-9a-f]{6})`).exec(source)?.[1];

  test("are the tokens of the site", () => {
    for (const [name, value] of Object.entries(lightTokens)) expect(tokenIn(light, name), name).toBe(value);
    for (const [name, value] of Object.entries(darkTokens)) expect(tokenIn(dark, name), name).toBe(value);
  });

  /** The lowest contrast of a mail's texts, in light and dark. */
  const lowest = (settings: LetterSettings) => {
    const { theme } = createLetterSite(settings, "fr");
    return Object.values(theme).flatMap(({ paper, ink, soft, mute, link, signal }) =>
      [ink, soft, mute, link, signal].map((colour) => lowestContrast(colour, [paper])),
    );
  };

  test("are readable in light and dark, and so is the button", () => {
    expect(Math.min(...lowest(presets))).toBeGreaterThanOrEqual(minContrast);
    const button = listElements(renderLetter(content, site).html, "a").find((one) => one.attributes.class === "button");
    const style = button?.attributes.style;
    expect(style).toContain(`background-color:${site.theme.light.ink};`);
    expect(style).toContain(`;color:${site.theme.light.paper};`);
    expect(html).toContain(`.button{background-color:${darkTokens.ink}!important;color:${darkTokens.paper}!important}`);
  });

  test("are readable whatever colours the site's settings accept", () => {
    const colour = (theme: "light" | "dark") =>
      fc
        .integer({ min: 0, max: 0xffffff })
        .map((number) => (number === 0 ? "" : `#${number.toString(16).padStart(6, "0")}`))
        .filter((hex) => findColourError(hex, theme) === undefined);
    const chosen = fc.record({
      "look.accent": colour("light"),
      "look.accentDark": fc.oneof(fc.constant(""), colour("dark")),
      "look.link": colour("light"),
      "look.linkDark": fc.oneof(fc.constant(""), colour("dark")),
    });
    fc.assert(
      fc.property(chosen, (colours) => {
        expect(Math.min(...lowest({ ...presets, ...colours }))).toBeGreaterThanOrEqual(minContrast);
      }),
      { numRuns: 200 },
    );
  });

  test("are those that the site's settings choose", () => {
    const own = createLetterSite({ ...presets, "look.link": "#00553a", "look.accent": "#7a0019" }, "fr");
    expect(own.theme.light.link).toBe("#00553a");
    expect(renderLetter(content, own).html).toContain("border-bottom:3px solid #7a0019");
    expect(lowestContrast(own.theme.dark.link, [darkTokens.paper])).toBeGreaterThan(4.5);
  });
});
