import { cropArea, type MediaCrop, type MediaFormat } from "#lib/media-path.ts";
import { maxPixels } from "../rules.ts";
import { sharp } from "./codecs.ts";

/**
 * Largest width (px) encoded with AVIF effort 2, which is 5 to 8 % smaller: beyond it the first reader would wait too
 * long.
 */
const maxThoroughWidth = 960;

/**
 * Encodes one variant of a master, at most `width` px wide, never enlarged. At these qualities the text of a screenshot
 * stays clear. AVIF's effort is low because the first reader waits: at 1,280 px effort 1 takes 200 to 275 ms of one
 * core, effort 2 300 to 500, effort 4 over 2 s for the same size within 10 % (sharp 0.35.5, a 2-core machine); effort 0
 * is up to half larger.
 */
export function encodeVariant(master: Uint8Array, width: number, format: MediaFormat): Promise<Buffer> {
  // A still picture has one frame in any format; other formats show the first frame of an animation.
  const moving = format === "webp" || format === "gif";
  const picture = sharp(master, { limitInputPixels: maxPixels, animated: moving, sequentialRead: true }).resize({
    width,
    withoutEnlargement: true,
  });
  switch (format) {
    case "avif":
      return picture.avif({ quality: 52, effort: width > maxThoroughWidth ? 1 : 2 }).toBuffer();
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

/** Encodes a crop of a master (JPEG; the first frame of an animation), never enlarged. */
export async function encodeCrop(master: Uint8Array, crop: MediaCrop): Promise<Buffer> {
  const picture = sharp(master, { limitInputPixels: maxPixels });
  const { width, height } = await picture.metadata();
  const { shownWidth, shownHeight, ...area } = cropArea(crop, { width, height });
  return await picture
    .extract(area)
    .resize({ width: shownWidth, height: shownHeight, fit: "fill" })
    .flatten({ background: "#ffffff" })
    .jpeg({ quality: 80, mozjpeg: true })
    .toBuffer();
}
