import type { Metadata, Sharp } from "sharp";
import { ok, type Result, refused } from "#lib/result.ts";
import {
  type MasterFormat,
  maxAnimationWidth,
  maxFrames,
  maxMasterHeight,
  maxMasterWidth,
  maxPixels,
  maxUploadBytes,
} from "../rules.ts";
import { sharp } from "./codecs.ts";
import { detectType } from "./detect-type.ts";

export interface Master {
  format: MasterFormat;
  /** In pixels, after the camera's rotation was applied. */
  width: number;
  height: number;
  animated: boolean;
  bytes: Buffer;
}

/**
 * Encodes the master of an uploaded picture: decoded and encoded again (so that only pixels survive: no metadata, no
 * script behind the last byte), upright, in sRGB, at most 2,560 px wide. The type is read from the bytes, never from
 * the name. Refused with `picture.empty`, `picture.tooLarge`, `picture.notAPicture`, `picture.heic`, `picture.svg`,
 * `picture.notAccepted` (PDF, TIFF …), `picture.tooManyPixels`, `picture.tooManyFrames` or `picture.broken` (truncated,
 * corrupt, or not of the type that its first bytes declare).
 * @param options `square`: crop the middle to a still square of this many pixels
 */
export async function encodeMaster(bytes: Uint8Array, options: { square?: number } = {}): Promise<Result<Master>> {
  if (bytes.byteLength === 0) return refused("picture.empty");
  if (bytes.byteLength > maxUploadBytes)
    return refused("picture.tooLarge", undefined, { megabytes: maxUploadBytes / 1024 / 1024 });
  const kind = detectType(bytes);
  if (kind === "unknown") return refused("picture.notAPicture");
  if (kind === "heic") return refused("picture.heic");
  if (kind === "svg") return refused("picture.svg");
  if (kind === "document" || kind === "other-image") return refused("picture.notAccepted");
  try {
    // Reads the header only: nothing is decoded before its declared size has been checked.
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    if (metadata.format !== (kind === "avif" ? "heif" : kind)) return refused("picture.broken");
    const frames = kind === "gif" || kind === "webp" ? (metadata.pages ?? 1) : 1;
    if (frames > maxFrames) return refused("picture.tooManyFrames", undefined, { frames: maxFrames });
    if (metadata.width * (metadata.pageHeight ?? metadata.height) * frames > maxPixels)
      return refused("picture.tooManyPixels", undefined, { megapixels: maxPixels / 1_000_000 });
    return ok(
      options.square
        ? await encodeSquare(bytes, metadata, options.square)
        : await encodeUpright(bytes, metadata, frames > 1),
    );
  } catch {
    return refused("picture.broken");
  }
}

async function encodeUpright(bytes: Uint8Array, metadata: Metadata, animated: boolean): Promise<Master> {
  // "error" refuses truncated or corrupt files; "warning" would refuse the intact JPEGs of many old cameras.
  const upright = sharp(bytes, { animated, failOn: "error", limitInputPixels: maxPixels, sequentialRead: true })
    .autoOrient()
    .resize({
      width: animated ? maxAnimationWidth : maxMasterWidth,
      height: maxMasterHeight,
      fit: "inside",
      withoutEnlargement: true,
    })
    .toColourspace("srgb");
  const format = chooseFormat(metadata, animated);
  const { data, info } = await toFormat(upright, format, animated).toBuffer({ resolveWithObject: true });
  return { bytes: data, format, width: info.width, height: info.pageHeight ?? info.height, animated };
}

/** Encodes an avatar: one still picture whose middle fills the square. */
async function encodeSquare(bytes: Uint8Array, metadata: Metadata, side: number): Promise<Master> {
  const square = sharp(bytes, { failOn: "error", limitInputPixels: maxPixels, sequentialRead: true })
    .autoOrient()
    .resize({ width: side, height: side, fit: "cover" })
    .toColourspace("srgb");
  const format = chooseFormat(metadata, false);
  const { data, info } = await toFormat(square, format, false).toBuffer({ resolveWithObject: true });
  return { bytes: data, format, width: info.width, height: info.height, animated: false };
}

/** Photographs stay JPEG, drawings PNG; a picture with transparency keeps a format that supports it. */
function chooseFormat({ format, hasAlpha }: Metadata, animated: boolean): MasterFormat {
  if (animated) return "webp";
  if (hasAlpha) return format === "webp" || format === "heif" ? "webp" : "png";
  return format === "png" || format === "gif" ? "png" : "jpeg";
}

function toFormat(picture: Sharp, format: MasterFormat, animated: boolean): Sharp {
  if (format === "png") return picture.png({ compressionLevel: 9 });
  if (format === "webp") return picture.webp(animated ? { quality: 80, effort: 3 } : { quality: 90 });
  return picture.jpeg({ quality: 86, mozjpeg: true });
}
