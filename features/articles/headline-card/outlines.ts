import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { create, type Font } from "fontkit";

/** A font, and the one from which letters come that it lacks. */
export interface Typeface {
  font: Font;
  wider: Font;
}

export interface CardFonts {
  /** The serif of headlines. */
  headline: Typeface;
  sans: Typeface;
}

const { resolve } = createRequire(import.meta.url);
const siteFont = (name: string) => new URL(`../../../app/fonts/${name}.woff2`, import.meta.url);
const packageFont = (family: string) =>
  resolve(`@fontsource-variable/${family}/files/${family}-latin-ext-wght-normal.woff2`);

let loading: Promise<CardFonts> | undefined;

/**
 * Loads the site's own fonts once. Text is drawn as outlines of their glyphs: the image library would use the fonts of
 * the machine, and a server often has none.
 */
export function loadCardFonts(): Promise<CardFonts> {
  loading ??= readFonts();
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function readFonts(): Promise<CardFonts> {
  const [headline, sans, widerHeadline, widerSans] = await Promise.all(
    [
      siteFont("newsreader-headline"),
      siteFont("instrument-sans"),
      packageFont("newsreader"),
      packageFont("instrument-sans"),
    ].map(async (file) => {
      const font = create(await readFile(file));
      if (!("layout" in font)) throw new Error("A font file holds a collection.");
      return font;
    }),
  );
  if (!headline || !sans || !widerHeadline || !widerSans) throw new Error("A font is missing.");
  return { headline: { font: headline, wider: widerHeadline }, sans: { font: sans, wider: widerSans } };
}

/** Characters that the fonts lack, with what is written instead. */
const substitutes: Record<string, string> = {
  "\u2010": "-",
  "\u2011": "-",
  "\u2012": "–",
  "\u2015": "—",
  "\u2032": "’",
  "\u2033": "”",
  "\u2212": "−",
  "\u2009": "\u202f",
  "\u2007": "\u00a0",
};

const isIn = ({ font, wider }: Typeface, char: string) => {
  const code = char.codePointAt(0) ?? 0;
  return font.hasGlyphForCodePoint(code) || wider.hasGlyphForCodePoint(code);
};

/**
 * Returns a text with only the characters that a typeface has, and how many letters and digits were left out: nothing is
 * drawn as an empty box. A letter with an unknown mark loses the mark.
 */
export function keepKnownCharacters(text: string, face: Typeface): { text: string; lost: number } {
  let lost = 0;
  const known = [...text.normalize("NFC")].map((char) => {
    if (isIn(face, char)) return char;
    const substitute = substitutes[char];
    if (substitute !== undefined) return substitute;
    if (/^\s$/u.test(char)) return " ";
    const base = [...char.normalize("NFKD")].filter((one) => !/^\p{M}$/u.test(one)).join("");
    if (base !== "" && [...base].every((one) => isIn(face, one))) return base;
    if (/^[\p{L}\p{N}]$/u.test(char)) lost += 1;
    return "";
  });
  return { text: known.join("").replace(/ {2,}/g, " ").trim(), lost };
}

/** The outlines of a piece of text, with its width, in pixels at `size`. */
export interface Outline {
  width: number;
  /** SVG elements, whose origin is the start of the baseline. */
  svg: string;
}

/** Draws a text whose characters the typeface has. `tracking`: extra space after each glyph, in em. */
export function outlineText(text: string, { font, wider }: Typeface, size: number, tracking = 0): Outline {
  let x = 0;
  let svg = "";
  for (const run of splitByFont(text, font)) {
    const source = run.isWider ? wider : font;
    const scale = size / source.unitsPerEm;
    const { glyphs, positions } = source.layout(run.text);
    glyphs.forEach((glyph, index) => {
      const position = positions[index];
      if (!position) return;
      const path = glyph.path.toSVG();
      // The wider font has the regular weight: its outline is thickened to the weight of the headline.
      const stroke = run.isWider ? ` stroke="currentColor" stroke-width="${Math.round(source.unitsPerEm * 0.02)}"` : "";
      if (path !== "") {
        const at = `${round(x + position.xOffset * scale)} ${round(-position.yOffset * scale)}`;
        svg += `<path transform="translate(${at}) scale(${round(scale, 6)} ${round(-scale, 6)})"${stroke} d="${path}"/>`;
      }
      x += position.xAdvance * scale + tracking * size;
    });
  }
  return { width: x, svg };
}

/** Returns the width of a text at size 1, without kerning: cheap, and rarely too small. */
export function measureText(text: string, { font, wider }: Typeface): number {
  let sum = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const source = font.hasGlyphForCodePoint(code) ? font : wider;
    sum += source.glyphForCodePoint(code).advanceWidth / source.unitsPerEm;
  }
  return sum;
}

function splitByFont(text: string, font: Font): { text: string; isWider: boolean }[] {
  const runs: { text: string; isWider: boolean }[] = [];
  for (const char of text) {
    const isWider = !font.hasGlyphForCodePoint(char.codePointAt(0) ?? 0);
    const last = runs.at(-1);
    if (last?.isWider === isWider) last.text += char;
    else runs.push({ text: char, isWider });
  }
  return runs;
}

const round = (value: number, digits = 2) => Number(value.toFixed(digits));
