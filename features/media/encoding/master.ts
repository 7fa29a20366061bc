import { createHash } from "node:crypto";
import sharp, { type Metadata, type Sharp } from "sharp";
import { ok, type Result, refused } from "#lib/result.ts";
import { type MasterFormat, masterWidth, mostBytes, mostPixels } from "../rules.ts";

// A small machine serves readers meanwhile: one thread per picture, no cache of decoded ones.
sharp.concurrency(1);
sharp.cache(false);

export interface Master {
  id: string;
  format: MasterFormat;
  /** Pixels, after the camera's rotation was applied. */
  width: number;
  height: number;
  animated: boolean;
  bytes: Buffer;
}

/** What a browser's user may upload. SVG is a program, TIFF and PDF are not for the web. */
const accepted = ["jpeg", "png", "webp", "gif", "avif", "heif"];

/**
 * Makes the kept copy of an uploaded picture: decoded and encoded anew (so that nothing but pixels survives), upright, in sRGB, at most
 * 2,560 px wide. What it is is read from its bytes, never from its name.
 * Refused with `picture.tooLarge`, `picture.tooManyPixels`, `picture.notAPicture` (also when cut short) or `picture.notAccepted`.
 */
export async function makeMaster(bytes: Uint8Array): Promise<Result<Master>> {
  if (bytes.byteLength > mostBytes)
    return refused("picture.tooLarge", undefined, { megabytes: mostBytes / 1024 / 1024 });
  // The id belongs to what came in: the same file twice is one picture, whatever version of the encoder makes the copy.
  const id = createHash("sha256").update(bytes).digest("hex").slice(0, 24);
  const metadata =
    bytes.byteLength === 0
      ? undefined
      : await open(bytes, true)
          .metadata()
          .catch(() => undefined);
  const kind = metadata?.format;
  if (!metadata || !kind) return refused("picture.notAPicture");
  if (!accepted.includes(kind)) return refused("picture.notAccepted", undefined, { format: kind });
  const frames = metadata.pages ?? 1;
  const pixels = metadata.width * (metadata.pageHeight ?? metadata.height) * frames;
  if (pixels > mostPixels) return refused("picture.tooManyPixels", undefined, { megapixels: mostPixels / 1_000_000 });
  const animated = frames > 1 && (kind === "gif" || kind === "webp");
  try {
    const upright = open(bytes, animated)
      .autoOrient()
      .resize({ width: masterWidth, withoutEnlargement: true })
      .toColourspace("srgb");
    const format = masterFormat(kind, metadata, animated);
    const { data, info } = await encode(upright, format, animated).toBuffer({ resolveWithObject: true });
    return ok({ id, format, width: info.width, height: info.pageHeight ?? info.height, animated, bytes: data });
  } catch {
    return refused("picture.notAPicture");
  }
}

function open(bytes: Uint8Array, animated = false): Sharp {
  return sharp(bytes, { limitInputPixels: mostPixels, failOn: "truncated", animated, sequentialRead: true });
}

function masterFormat(kind: string, metadata: Metadata, animated: boolean): MasterFormat {
  if (animated) return "webp";
  if (metadata.hasAlpha) return kind === "webp" || kind === "avif" ? "webp" : "png";
  return kind === "png" || kind === "gif" ? "png" : "jpeg";
}

function encode(picture: Sharp, format: MasterFormat, animated: boolean): Sharp {
  if (format === "png") return picture.png({ compressionLevel: 9 });
  if (format === "webp") return picture.webp(animated ? { quality: 80 } : { quality: 90 });
  return picture.jpeg({ quality: 86, mozjpeg: true });
}
