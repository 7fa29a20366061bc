/**
 * Widths that the layout uses: thumbnails at 1x to 3x, cards, the text column (680) and the home lead at 1x and 2x,
 * full width.
 */
export const mediaWidths = [160, 320, 480, 640, 960, 1280, 1920] as const;

/**
 * Formats of a variant. `jpeg` is the fallback of opaque images, `png` of those with transparency, `gif` of animated
 * ones.
 */
const mediaFormats = ["avif", "webp", "jpeg", "png", "gif"] as const;

export type MediaFormat = (typeof mediaFormats)[number];

export const contentTypes: Record<MediaFormat, string> = {
  avif: "image/avif",
  webp: "image/webp",
  jpeg: "image/jpeg",
  png: "image/png",
  gif: "image/gif",
};

/** Whether a text is an image's id. */
export function isMediaId(text: string | undefined): text is string {
  return text !== undefined && mediaIdPattern.test(text);
}

/** The address of the master copy. A replacement has another `revision`, and so another address. */
export function masterSrc(id: string, revision = 0): string {
  return revision === 0 ? `/media/${id}` : `/media/${id}/r${revision}`;
}

/**
 * The address of the master copy with the ending of its format, for programs that take a file's name and type from its
 * address.
 */
export function masterFileSrc({ id, format, revision }: { id: string; format: string; revision: number }): string {
  return `${masterSrc(id, revision)}.${format}`;
}

/** The address of a variant: width in pixels, one of `mediaWidths`. */
export function mediaSrc(id: string, width: number, format: MediaFormat, revision = 0): string {
  return `${masterSrc(id, revision)}/${width}.${format}`;
}

/** Shapes of a crop, width to height: those that search engines ask for in structured data. */
const cropShapes = { "1x1": 1, "4x3": 4 / 3, "16x9": 16 / 9 } as const;

export const cropNames = ["1x1", "4x3", "16x9"] as const;

/** Width (px) of a crop; one of a smaller picture is as large as the picture allows. */
const cropWidth = 1200;

/** A crop around the focal point, which is rounded to tenths of the width and height, as pages show it. */
export interface MediaCrop {
  shape: (typeof cropNames)[number];
  focusX: number;
  focusY: number;
}

/** Rounds a focal point (percent) to tenths. */
export function roundFocus(percent = 50): number {
  return Math.min(10, Math.max(0, Math.round(percent / 10)));
}

/** Describes a crop of a picture with this focal point (percent). */
export function toCrop(
  shape: MediaCrop["shape"],
  focus: { focusX?: number | undefined; focusY?: number | undefined },
): MediaCrop {
  return { shape, focusX: roundFocus(focus.focusX), focusY: roundFocus(focus.focusY) };
}

/** The name of a crop's file. */
export function cropFile({ shape, focusX, focusY }: MediaCrop): string {
  return `${shape}-${focusX}-${focusY}.jpeg`;
}

/** The address of a crop (JPEG). */
export function cropSrc(id: string, crop: MediaCrop, revision = 0): string {
  return `${masterSrc(id, revision)}/${cropFile(crop)}`;
}

/** Computes which part of a picture a crop shows, and the size of the crop: never enlarged. */
export function cropArea({ shape, focusX, focusY }: MediaCrop, picture: { width: number; height: number }) {
  const ratio = cropShapes[shape];
  const width = Math.max(1, Math.min(picture.width, Math.floor(picture.height * ratio)));
  const height = Math.max(1, Math.min(picture.height, Math.round(width / ratio)));
  const left = Math.round(((picture.width - width) * focusX) / 10);
  const top = Math.round(((picture.height - height) * focusY) / 10);
  const shownWidth = Math.min(cropWidth, width);
  return { left, top, width, height, shownWidth, shownHeight: Math.max(1, Math.round(shownWidth / ratio)) };
}

/** The id in a stored address `/media/ID`; undefined for anything else. */
export function parseMediaId(src: unknown): string | undefined {
  if (typeof src !== "string" || !src.startsWith("/media/")) return undefined;
  const id = src.slice("/media/".length);
  return mediaIdPattern.test(id) ? id : undefined;
}

export interface MediaPath {
  id: string;
  /** 0 if the address has none. */
  revision: number;
  /** Both or neither: without them and a crop the master copy is meant. */
  width?: number;
  format?: MediaFormat;
  /** The ending of the master copy's address, if it has one: its format. */
  ending?: string;
  crop?: MediaCrop;
}

/** Parses the path of a request. Undefined for any width or format that the layout does not use. */
export function parseMediaPath(path: string): MediaPath | undefined {
  const match = mediaPathPattern.exec(path);
  if (!match?.[1]) return undefined;
  const [, id, revised, ending, width, format, shapeName, focusX, focusY] = match;
  const revision = Number(revised ?? 0);
  const shape = cropNames.find((name) => name === shapeName);
  if (shape) return { id, revision, crop: { shape, focusX: Number(focusX), focusY: Number(focusY) } };
  if (width === undefined) return { id, revision, ...(ending !== undefined && { ending }) };
  const known = mediaWidths.find((candidate) => candidate === Number(width));
  const kind = mediaFormats.find((candidate) => candidate === format);
  return known && kind ? { id, revision, width: known, format: kind } : undefined;
}

/** The widths to offer for an image of this width: none larger than it, except the first that covers it. */
export function listWidths(width: number): number[] {
  const covering = mediaWidths.findIndex((candidate) => candidate >= width);
  return mediaWidths.slice(0, covering === -1 ? mediaWidths.length : covering + 1);
}

/**
 * A `srcset` with all widths of an image in one format. The last descriptor is the image's own width if that is less.
 */
export function srcSet(id: string, width: number, format: MediaFormat, revision = 0): string {
  return listWidths(width)
    .map((candidate) => `${mediaSrc(id, candidate, format, revision)} ${Math.min(candidate, width)}w`)
    .join(", ");
}

/**
 * The width under which a requested one is stored. An image is never enlarged, so all requests beyond its width share
 * the first width that covers it.
 */
export function storedWidth(requested: number, width: number): number {
  return mediaWidths.find((candidate) => candidate >= Math.min(requested, width)) ?? requested;
}

const mediaIdPattern = /^[a-f0-9]{24}$/;

const mediaPathPattern =
  /^\/media\/([a-f0-9]{24})(?:\/r([1-9]\d{0,5}))?(?:\.(jpeg|png|webp|gif)|\/(\d{3,4})\.(avif|webp|jpeg|png|gif)|\/(1x1|4x3|16x9)-(\d|10)-(\d|10)\.jpeg)?$/;
