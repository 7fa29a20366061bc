import { sharp } from "#features/media/encoding/codecs.ts";
import type { HeadlineCard } from "./address.ts";
import { drawCard } from "./draw-card.ts";
import { loadCardFonts } from "./outlines.ts";

/**
 * Renders a card as PNG. A palette would halve the file, but takes ten times as long; the threads of the image library
 * do the work, apart from a few milliseconds for the outlines.
 */
export async function renderCard(card: HeadlineCard): Promise<Buffer> {
  const svg = drawCard(card, await loadCardFonts());
  return await sharp(Buffer.from(svg)).png({ compressionLevel: 8 }).toBuffer();
}
