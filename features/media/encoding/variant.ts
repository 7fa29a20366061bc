import { type MediaFormat, mostPixels } from "../rules.ts";
import { sharp } from "./codecs.ts";

/**
 * Makes one variant of a master: at most `width` px wide, never enlarged. Qualities are those at which text on a screenshot stays
 * clean; AVIF's effort is low because the first reader waits for it.
 */
export function makeVariant(master: Uint8Array, width: number, format: MediaFormat): Promise<Buffer> {
  const moving = format === "webp" || format === "gif";
  const picture = sharp(master, { limitInputPixels: mostPixels, animated: moving, sequentialRead: true }).resize({
    width,
    withoutEnlargement: true,
  });
  switch (format) {
    case "avif":
      return picture.avif({ quality: 52, effort: 2 }).toBuffer();
    case "webp":
      return picture.webp({ quality: 76, effort: 4 }).toBuffer();
    case "png":
      return picture.png({ compressionLevel: 9, palette: true, quality: 90 }).toBuffer();
    case "gif":
      return picture.gif().toBuffer();
    case "jpeg":
      return picture.flatten({ background: "#ffffff" }).jpeg({ quality: 80, mozjpeg: true }).toBuffer();
  }
}
