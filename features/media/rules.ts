/** Largest upload: what a phone's best camera makes, with room. */
export const mostBytes = 25 * 1024 * 1024;
/** Largest picture that is decoded (100 megapixels is a medium-format camera); beyond it a small file can fill the memory. */
export const mostPixels = 100_000_000;
/** Width at which the master is kept: twice the widest place in the layout would be 2,400. */
export const masterWidth = 2560;
/** Height at which it is kept at most: WebP ends at 16,383, and each size of a taller one costs seconds. */
export const masterHeight = 8192;
/** Width at which an animation is kept: it is as many pictures as it has frames. */
export const movingWidth = 960;
/** Most frames of an animation: 30 s at 20 a second; beyond it, it is a film. All of them count as pixels too. */
export const mostFrames = 600;

/** Widths that the layout asks for: thumbnails at 1x to 3x, cards, the text column (680) and the home lead at 1x and 2x, full width. */
export const mediaWidths = [160, 320, 480, 640, 960, 1280, 1920] as const;

/** What a variant may be made in; `jpeg` stands for opaque pictures' fallback, `png` for those with transparency, `gif` for moving ones. */
export const mediaFormats = ["avif", "webp", "jpeg", "png", "gif"] as const;
export type MediaFormat = (typeof mediaFormats)[number];
/** What a master is kept in. */
export type MasterFormat = "jpeg" | "png" | "webp";

export const contentTypes: Record<MediaFormat, string> = {
  avif: "image/avif",
  webp: "image/webp",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
};

const idShape = /^[a-f0-9]{24}$/;
const addressShape = /^\/media\/([a-f0-9]{24})(?:\/(\d{3,4})\.(avif|webp|jpeg|png|gif))?$/;

/** The address of a variant: width in pixels, one of `mediaWidths`. */
export function mediaSrc(id: string, width: number, format: MediaFormat): string {
  return `/media/${id}/${width}.${format}`;
}

/** The picture behind a stored address `/media/ID`, undefined for anything else. */
export function mediaIdOf(src: unknown): string | undefined {
  if (typeof src !== "string" || !src.startsWith("/media/")) return undefined;
  const id = src.slice("/media/".length);
  return idShape.test(id) ? id : undefined;
}

export interface MediaAddress {
  id: string;
  /** Both or neither: without them, the kept copy is meant. */
  width?: number;
  format?: MediaFormat;
}

/** Reads the path of a request. Undefined for any width or format that the layout does not use. */
export function parseMediaPath(path: string): MediaAddress | undefined {
  const match = addressShape.exec(path);
  if (!match?.[1]) return undefined;
  const [, id, width, format] = match;
  if (width === undefined) return { id };
  const known = mediaWidths.find((candidate) => candidate === Number(width));
  const kind = mediaFormats.find((candidate) => candidate === format);
  return known && kind ? { id, width: known, format: kind } : undefined;
}

/** The widths worth offering for a picture so wide: none is larger than it, but the first that covers it. */
export function widthsFor(width: number): number[] {
  const covering = mediaWidths.findIndex((candidate) => candidate >= width);
  return mediaWidths.slice(0, covering === -1 ? mediaWidths.length : covering + 1);
}

/** A `srcset` with all widths of a picture in one format. The last one is named by the picture's own width where that is less. */
export function srcSet(id: string, width: number, format: MediaFormat): string {
  return widthsFor(width)
    .map((candidate) => `${mediaSrc(id, candidate, format)} ${Math.min(candidate, width)}w`)
    .join(", ");
}

/**
 * The width under which an asked one is kept: the picture is never enlarged, so all that ask for more than it has share the first
 * that covers it.
 */
export function keptWidth(asked: number, width: number): number {
  return mediaWidths.find((candidate) => candidate >= Math.min(asked, width)) ?? asked;
}
