import type { Element, ElementContent, Root } from "hast";
import { parseMediaPath } from "#lib/media-path.ts";

/** The most pictures taken from one clipboard, or from one choice of files. */
export const maxPicturesPerPaste = 50;
/** The most placeholders: a page may repeat the same picture many times. */
const maxPlaceholders = 200;

export interface ClipboardPicture {
  /** `data:`, `http:` or `https:`; undefined if only the source program can reach the picture (`file:`, `blob:`, `cid:` …). */
  address: string | undefined;
  /** The name to display; "" if there is none. */
  name: string;
}

export interface ClipboardPictures {
  tree: Root;
  /** By the id of each in the tree, which has the form of a library id. Those without an address are not in the tree. */
  pictures: Map<string, ClipboardPicture>;
  /** How many were left out because there are too many. */
  tooMany: number;
}

interface Options {
  /** The origin of this site, whose own pictures are recognised by their address. */
  origin?: string | undefined;
}

/**
 * Gives each picture from elsewhere an id that the allowlist accepts; the caller replaces these ids. Pictures of this site are converted to their
 * stored form. Tracking pixels are dropped, and emoji images become characters. Pictures from elsewhere lose their alternative text: programs
 * write "Image may contain sky", and the author has to say what the picture shows.
 */
export function assignPictureIds({ children }: Root, { origin }: Options = {}): ClipboardPictures {
  const pictures = new Map<string, ClipboardPicture>();
  const ids = new Map<string, string>();
  const excess = new Set<string>();
  let placeholderCount = 0;
  return { tree: { type: "root", children: children.flatMap(identified) }, pictures, tooMany: excess.size };

  function identified(node: Root["children"][number]): ElementContent[] {
    if (node.type === "text") return [node];
    if (node.type !== "element") return [];
    if (node.tagName === "img") return pictureIn(node);
    return [{ ...node, children: node.children.flatMap(identified) }];
  }

  function pictureIn(node: Element): ElementContent[] {
    const source = pictureSource(node);
    const own = findOwnPictureId(source, origin);
    if (own) return [{ ...node, properties: { ...node.properties, src: `/media/${own}` } }];
    const alt = String(node.properties.alt ?? "").trim();
    if (isEmoji(alt)) return [{ type: "text", value: alt }];
    if (source === "" || isTrackingPixel(node, source)) return [];
    const known = ids.get(source);
    if (placeholderCount >= maxPlaceholders || (known === undefined && ids.size >= maxPicturesPerPaste)) {
      excess.add(source);
      return [];
    }
    const id = known ?? newPictureId();
    ids.set(source, id);
    const picture = pictures.get(id) ?? describePicture(source);
    pictures.set(id, picture);
    // Only its name is listed: a placeholder would split its paragraph.
    if (picture.address === undefined) return [];
    placeholderCount += 1;
    return [{ type: "element", tagName: "img", properties: { src: `/media/${id}`, alt: "" }, children: [] }];
  }
}

/** Pages with lazy loading put the address in another attribute, and a tiny image or nothing in `src`. */
function pictureSource({ properties }: Element): string {
  const src = String(properties.src ?? "").trim();
  if (src !== "" && !(src.startsWith("data:") && src.length < 1_000)) return absolute(src);
  const late = [properties.dataSrc, properties.dataLazySrc, properties.dataOriginal].map((one) => String(one ?? ""));
  return late.map(absolute).find((one) => /^https?:/.test(one)) ?? src;
}

function absolute(src: string): string {
  return src.startsWith("//") ? `https:${src}` : src;
}

function findOwnPictureId(source: string, origin: string | undefined): string | undefined {
  if (source.startsWith("/media/")) return parseMediaPath(source)?.id;
  if (origin === undefined || !source.startsWith(`${origin}/media/`)) return undefined;
  return parseMediaPath(source.slice(origin.length))?.id;
}

/** A tracking pixel or a placeholder. */
function isTrackingPixel({ properties }: Element, source: string): boolean {
  const isTiny = (value: unknown) => value !== undefined && value !== "" && Number(value) <= 2;
  if (isTiny(properties.width) || isTiny(properties.height)) return true;
  // The first bytes of every GIF of one pixel.
  return source.startsWith("data:image/gif;base64,R0lGODlhAQAB");
}

function isEmoji(text: string): boolean {
  return (
    text.length <= 20 && /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u.test(text) && !/^[\d#*]+$/.test(text)
  );
}

function describePicture(source: string): ClipboardPicture {
  if (source.startsWith("data:")) return { address: source, name: "" };
  const isOfTheWeb = /^https?:\/\//i.test(source) && URL.canParse(source);
  const name = displayName(isOfTheWeb ? new URL(source).pathname : source);
  return { address: isOfTheWeb ? new URL(source).href : undefined, name };
}

/** The last part of an address, decoded for display. */
function displayName(address: string): string {
  const last = address.split(/[/\\:]/).findLast((part) => part !== "") ?? "";
  try {
    return decodeURIComponent(last).slice(0, 80);
  } catch {
    return last.slice(0, 80);
  }
}

/**
 * Returns a random key in the format of library ids, which the allowlist accepts, for a picture that is not in the
 * library yet.
 */
export function newPictureId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
