import { defaultColours } from "#features/settings/theme-colours.ts";
import { isHex } from "#lib/contrast.ts";
import { cutCharacters } from "#lib/cut-characters.ts";
import { typeset } from "#lib/typography.ts";
import { cardHeight, cardWidth, type HeadlineCard } from "./address.ts";
import { type CardFonts, keepKnownCharacters, measureText, outlineText, type Typeface } from "./outlines.ts";
import { wrapLines } from "./wrap-lines.ts";

/** The colours of the light theme (app/tokens.css; a test compares them). */
export const cardColours = { paper: "#fdfcf9", ink: "#15181e", rule: "#e3dfd5", star: "#d98a00" } as const;

const margin = 84;
const width = cardWidth - 2 * margin;
/** A longer headline is cut before it is measured: it could not be read. */
const maxTitleLength = 300;
const maxLineLength = 60;

const headlineBox = { width, height: 330, sizes: { largest: 92, smallest: 48, step: 4 }, leading: 1.12 };
/** Where the headline's box begins; its lines are centred in it. */
const headlineTop = 186;

/**
 * Draws a card as SVG, with all text as outlines. A headline of which the fonts lack most letters is left out: then the
 * site's name stands alone.
 */
export function drawCard(card: HeadlineCard, fonts: CardFonts): string {
  const accent = isHex(card.accent) ? card.accent : defaultColours["look.accent"];
  const headline = keepReadable(cutCharacters(card.title, maxTitleLength), fonts.headline);
  const category = headline === "" ? "" : keepReadable(cutCharacters(card.category, maxLineLength), fonts.sans);
  const name = keepReadable(cutCharacters(card.siteName, maxLineLength), fonts.headline);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${cardWidth}" height="${cardHeight}" viewBox="0 0 ${cardWidth} ${cardHeight}">`,
    `<rect width="${cardWidth}" height="${cardHeight}" fill="${cardColours.paper}"/>`,
    `<rect x="${margin}" y="78" width="${width}" height="6" fill="${cardColours.ink}"/>`,
    ...(category === "" ? [] : [drawLine(category, fonts.sans, { y: 150, size: 30, colour: accent })]),
    headline === "" ? drawName(name, fonts.headline, { y: 350, size: 110 }) : drawHeadline(headline, fonts.headline),
    ...(headline === "" ? [] : [drawRule(), drawName(name, fonts.headline, { y: 582, size: 38 })]),
    "</svg>",
  ].join("");
}

/** Returns what the fonts can show of a text; empty if they lack a third of its letters. */
function keepReadable(text: string, face: Typeface): string {
  const { text: known, lost } = keepKnownCharacters(typeset(text), face);
  const kept = known.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  return kept === 0 || lost * 2 > kept ? "" : known;
}

function drawHeadline(text: string, face: Typeface): string {
  const { lines, size } = wrapLines(text, headlineBox, (line) => measureText(line, face));
  const leading = size * headlineBox.leading;
  const top = headlineTop + (headlineBox.height - lines.length * leading) / 2;
  return lines
    .map((line, index) =>
      drawLine(line, face, { y: top + index * leading + size * 0.86, size, colour: cardColours.ink }),
    )
    .join("");
}

const drawRule = () => `<rect x="${margin}" y="532" width="${width}" height="2" fill="${cardColours.rule}"/>`;

/** The wordmark: the name and its lamp. A name that is too wide is drawn smaller. */
function drawName(name: string, face: Typeface, { y, size }: { y: number; size: number }): string {
  if (name === "") return "";
  const lamp = 0.5;
  const natural = measureText(name, face) + lamp;
  const shown = Math.min(size, width / natural);
  const { width: nameWidth } = outlineText(name, face, shown);
  return [
    drawLine(name, face, { y, size: shown, colour: cardColours.ink }),
    `<circle cx="${(margin + nameWidth + shown * 0.27).toFixed(1)}" cy="${(y - shown * 0.13).toFixed(1)}" r="${(shown * 0.15).toFixed(1)}" fill="${cardColours.star}"/>`,
  ].join("");
}

function drawLine(text: string, face: Typeface, { y, size, colour }: { y: number; size: number; colour: string }) {
  const natural = measureText(text, face);
  const { svg } = outlineText(text, face, Math.min(size, width / natural));
  return `<g transform="translate(${margin} ${y.toFixed(1)})" fill="${colour}" color="${colour}">${svg}</g>`;
}
