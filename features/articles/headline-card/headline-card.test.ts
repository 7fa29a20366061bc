import { readFile } from "node:fs/promises";
import fc from "fast-check";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { cardPath, cardVersion, parseCardPath, toHeadlineCard } from "./address.ts";
import { cardColours, drawCard } from "./draw-card.ts";
import { type CardFonts, keepKnownCharacters, loadCardFonts, measureText, outlineText } from "./outlines.ts";
import { renderCard } from "./render-card.ts";
import { wrapLines } from "./wrap-lines.ts";

let fonts: CardFonts;
beforeAll(async () => {
  fonts = await loadCardFonts();
});

const card = (title: string, more: Partial<Parameters<typeof drawCard>[0]> = {}) => ({
  title,
  category: "Sécurité",
  siteName: "Vigie",
  accent: "",
  ...more,
});
const countGlyphs = (title: string) =>
  drawCard(card(title, { category: "", siteName: "" }), fonts).split("<path").length - 1;

describe("characters", () => {
  test("of French and other European languages are all drawn", () => {
    for (const text of ["L’œuvre « à » : été ! 100 € – oui…", "Škoda, Łódź, Đurđević", "Ça\u202f!\u00a0?"]) {
      const { text: known, lost } = keepKnownCharacters(text, fonts.headline);
      expect([known, lost]).toEqual([text, 0]);
    }
  });

  test("that no font has are left out or written otherwise, so that no box is drawn", () => {
    const known = (text: string) => keepKnownCharacters(text, fonts.headline);
    expect(known("🚀 Décollage 👩‍🚀 réussi ❤️")).toEqual({ text: "Décollage réussi", lost: 0 });
    expect(known("porte\u2011monnaie, Ph\u1edf")).toEqual({ text: "porte-monnaie, Pho", lost: 0 });
    expect(known("\u202ea\u200bb\u2066")).toEqual({ text: "ab", lost: 0 });
    expect(known("Le mot 漢字")).toEqual({ text: "Le mot", lost: 2 });
  });

  test("are drawn with outlines, without the fonts of the machine", () => {
    const svg = drawCard(card("Un titre"), fonts);
    expect(svg).not.toMatch(/<text|font-family|NaN|undefined/);
    expect(countGlyphs("abc")).toBe(3);
  });

  test("of a title in another script leave the site's name alone", () => {
    expect(countGlyphs("مرحبا بالعالم")).toBe(0);
    expect(drawCard(card("مرحبا بالعالم"), fonts)).toContain("<circle");
  });
});

describe("lines", () => {
  const box = { width: 400, height: 100, sizes: { largest: 40, smallest: 20, step: 4 }, leading: 1.2 };
  const measure = (text: string) => [...text].length * 0.5;

  test("are in the largest size that fits, and of similar length", () => {
    expect(wrapLines("Court", box, measure)).toEqual({ lines: ["Court"], size: 40 });
    expect(wrapLines("aaaa bbbb cccc dddd eeee", box, measure)).toEqual({
      lines: ["aaaa bbbb cccc", "dddd eeee"],
      size: 40,
    });
  });

  test("end with an ellipsis if the text is too long for the smallest size", () => {
    const { lines, size } = wrapLines("mot ".repeat(100), box, measure);
    expect([size, lines.length]).toEqual([20, 4]);
    expect(lines.at(-1)).toMatch(/…$/);
  });

  test("never leave the box, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        const { lines, size } = wrapLines(text, box, measure);
        expect(lines.length * size * box.leading).toBeLessThanOrEqual(box.height);
        for (const line of lines) expect(measure(line) * size).toBeLessThanOrEqual(box.width + 1e-6);
      }),
    );
  });

  test("are measured at least as wide as they are drawn", () => {
    for (const text of ["AVATAR : l’été", "Le règlement européen", "Škoda"]) {
      expect(measureText(text, fonts.headline)).toBeGreaterThanOrEqual(
        outlineText(text, fonts.headline, 1).width - 0.01,
      );
    }
  });
});

describe("the drawing", () => {
  test("is a well-formed picture of the right size for any text", async () => {
    const png = await renderCard(card("Un titre </svg> & <b>", { category: "“A” & <B>" }));
    expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 1200, height: 630 });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 40 }), async (text) => {
        const svg = drawCard(card(text, { category: text, siteName: text }), fonts);
        expect(svg).toMatch(/^<svg [^<>]*>(?:<[^<>]*>)*<\/svg>$/);
      }),
      { numRuns: 20 },
    );
  });

  test("has the colours of the light theme, and the site's accent if it is a colour", async () => {
    const tokens = await readFile(new URL("../../../app/tokens.css", import.meta.url), "utf8");
    for (const [name, colour] of Object.entries(cardColours)) expect(tokens).toContain(`--color-${name}: ${colour};`);
    expect(drawCard(card("x", { accent: "#123456" }), fonts)).toContain('fill="#123456"');
    expect(drawCard(card("x", { accent: '"/><script>' }), fonts)).toContain('fill="#c23a1a"');
  });
});

test("the address changes with what the card shows", () => {
  const settings = { "site.name": "Vigie", "look.accent": "" };
  const article = { title: "Un titre", category: { name: "Cloud" } };
  const version = cardVersion(toHeadlineCard(article, settings));
  const others = [
    toHeadlineCard({ ...article, title: "Autre" }, settings),
    toHeadlineCard({ ...article, category: null }, settings),
    toHeadlineCard(article, { ...settings, "site.name": "Guet" }),
    toHeadlineCard(article, { ...settings, "look.accent": "#123456" }),
  ].map(cardVersion);
  expect(new Set([version, ...others]).size).toBe(5);
  expect(parseCardPath(cardPath("un-titre", version))).toEqual({ slug: "un-titre", version });
  expect(parseCardPath(cardPath("pages/contact", version))?.slug).toBe("pages/contact");
  for (const path of ["/media/cards/x.png", "/media/cards/x/short.png", "/media/cards/../x/0123456789abcdef.png"])
    expect(parseCardPath(path)).toBeUndefined();
});
