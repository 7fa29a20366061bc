import type { Element, ElementContent, Root } from "hast";
import { parseMediaPath } from "#features/media/rules.ts";

/** Pictures taken from one clipboard, or of files chosen at once. */
export const maxPicturesAtOnce = 50;
/** Places where they stand: a page may show the same picture again and again. */
const maxPlaces = 200;

export interface ClipboardPicture {
  /** `data:`, `http:` or `https:`; undefined where only the program that copied can reach the picture (`file:`, `blob:`, `cid:` …). */
  address: string | undefined;
  /** For people; "" where nothing names it. */
  name: string;
}

export interface ClipboardPictures {
  tree: Root;
  /** By the id under which each stands in the tree, as if it were in the library. */
  pictures: Map<string, ClipboardPicture>;
  /** How many were left out because there are too many. */
  tooMany: number;
}

interface Options {
  /** Of this site's pages: its own pictures are known by their address. */
  origin?: string | undefined;
}

/**
 * Gives each picture of elsewhere an id of its own, under which the allowlist lets it pass; whoever reads the tree replaces these ids. Pictures
 * of this site become what is stored of them. Pixels that count visitors are dropped, and emoji drawn as pictures become characters. A picture
 * of elsewhere has no alternative text: programs write "Image may contain sky", and whoever writes the article says what it shows.
 */
export function withPictureIds({ children }: Root, { origin }: Options = {}): ClipboardPictures {
  const pictures = new Map<string, ClipboardPicture>();
  const ids = new Map<string, string>();
  const excess = new Set<string>();
  let places = 0;
  return { tree: { type: "root", children: children.flatMap(identified) }, pictures, tooMany: excess.size };

  function identified(node: Root["children"][number]): ElementContent[] {
    if (node.type === "text") return [node];
    if (node.type !== "element") return [];
    if (node.tagName === "img") return pictureIn(node);
    return [{ ...node, children: node.children.flatMap(identified) }];
  }

  function pictureIn(node: Element): ElementContent[] {
    const source = sourceOf(node);
    const own = ownId(source, origin);
    if (own) return [{ ...node, properties: { ...node.properties, src: `/media/${own}` } }];
    const alt = String(node.properties.alt ?? "").trim();
    if (isEmoji(alt)) return [{ type: "text", value: alt }];
    if (source === "" || isPixel(node, source)) return [];
    const known = ids.get(source);
    if (places >= maxPlaces || (known === undefined && ids.size >= maxPicturesAtOnce)) {
      excess.add(source);
      return [];
    }
    places += 1;
    const id = known ?? newPictureId();
    ids.set(source, id);
    if (known === undefined) pictures.set(id, pictureAt(source));
    return [{ type: "element", tagName: "img", properties: { src: `/media/${id}`, alt: "" }, children: [] }];
  }
}

/** Pages that load late put the address elsewhere, and a tiny drawing or nothing where it belongs. */
function sourceOf({ properties }: Element): string {
  const src = String(properties.src ?? "").trim();
  if (src !== "" && !(src.startsWith("data:") && src.length < 1_000)) return absolute(src);
  const late = [properties.dataSrc, properties.dataLazySrc, properties.dataOriginal].map((one) => String(one ?? ""));
  return late.map(absolute).find((one) => /^https?:/.test(one)) ?? src;
}

function absolute(src: string): string {
  return src.startsWith("//") ? `https:${src}` : src;
}

function ownId(source: string, origin: string | undefined): string | undefined {
  if (source.startsWith("/media/")) return parseMediaPath(source)?.id;
  if (origin === undefined || !source.startsWith(`${origin}/media/`)) return undefined;
  return parseMediaPath(source.slice(origin.length))?.id;
}

/** Counts visitors, or holds a place. */
function isPixel({ properties }: Element, source: string): boolean {
  const isTiny = (value: unknown) => value !== undefined && value !== "" && Number(value) <= 2;
  if (isTiny(properties.width) || isTiny(properties.height)) return true;
  // One pixel by one, as every such GIF begins.
  return source.startsWith("data:image/gif;base64,R0lGODlhAQAB");
}

function isEmoji(text: string): boolean {
  return (
    text.length <= 20 && /^[\p{Extended_Pictographic}\p{Emoji_Component}]+$/u.test(text) && !/^[\d#*]+$/.test(text)
  );
}

function pictureAt(source: string): ClipboardPicture {
  if (source.startsWith("data:")) return { address: source, name: "" };
  const isOfTheWeb = /^https?:\/\//i.test(source) && URL.canParse(source);
  const name = nameIn(isOfTheWeb ? new URL(source).pathname : source);
  return { address: isOfTheWeb ? new URL(source).href : undefined, name };
}

/** The last part of an address, as a person reads it. */
function nameIn(address: string): string {
  const last = address.split(/[/\\:]/).findLast((part) => part !== "") ?? "";
  try {
    return decodeURIComponent(last).slice(0, 80);
  } catch {
    return last.slice(0, 80);
  }
}

/** A key for a picture that is not in the library yet, made as the ids of the library are: the allowlist lets it pass. */
export function newPictureId(): string {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
