import type { Element, ElementContent, Root } from "hast";
import type { ItemPicture } from "#db/schema/syndication.ts";
import { cutCharacters } from "#lib/cut-characters.ts";
import type { ParsedItem } from "#lib/feed/parsed-feed.ts";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { cleanLine } from "#lib/html/clean-text.ts";
import { eachElement } from "#lib/html/element.ts";
import { toText } from "#lib/html/text.ts";

/** Pictures of an item that are kept. */
export const maxPictures = 10;
const maxPictureUrlLength = 2_000;

/** Counters, sharing buttons, smileys and portraits, by address. */
const worthless =
  /feedburner\.com\/|\/~r\/|\/~4\/|\/~ff\/|feedsportal\.com|doubleclick\.|google-analytics\.|pixel\.(?:wp|quantserve)|stats\.wordpress|scorecardresearch|\/wp-includes\/images\/smilies\/|s\.w\.org\/images\/core\/emoji|gravatar\.com\/avatar|assets\.pinterest|addtoany|sharethis|rss-to-kindle|feeds\.wordpress\.com|\/(?:pixel|spacer|blank|transparent|1x1)\.(?:gif|png)|\/(?:b|pixel|track|count|open)\.gif\?|ad\.atdmt|xiti\.com|weborama|tracking-pixel|\/rss\/pixel/i;

/** An address of a picture worth fetching, absolute; undefined for any other. */
export function toPictureUrl(value: unknown, baseUrl: string): string | undefined {
  const written = String(value ?? "").trim();
  if (written === "" || written.length > maxPictureUrlLength || /^data:/i.test(written)) return undefined;
  if (!URL.canParse(written, baseUrl || undefined)) return undefined;
  const url = new URL(written, baseUrl || undefined);
  if (url.protocol !== "http:" && url.protocol !== "https:") return undefined;
  url.username = "";
  url.password = "";
  url.hash = "";
  return worthless.test(url.href) ? undefined : url.href;
}

const isTiny = (value: unknown) => /^\s*[0-2](?:px)?\s*$/.test(String(value ?? ""));

/** The largest picture of a `srcset`. */
function chooseFromSet(set: unknown): string | undefined {
  const candidates = String(set ?? "")
    .slice(0, 10_000)
    .split(/,\s+/)
    .map((candidate) => candidate.trim().split(/\s+/))
    .map(([url = "", size = "1x"]) => ({ url, size: Number.parseFloat(size) || 0 }));
  return candidates.sort((one, other) => other.size - one.size)[0]?.url;
}

/** The address that an `img` shows, also one that is loaded late by a script; undefined if it is not worth fetching. */
function readImageUrl({ properties }: Element, baseUrl: string): string | undefined {
  if (isTiny(properties.width) || isTiny(properties.height)) return undefined;
  const written = [properties.dataLazySrc, properties.dataSrc, properties.dataOriginal, properties.src];
  const choices = [...written, chooseFromSet(properties.dataSrcset), chooseFromSet(properties.srcset)];
  for (const choice of choices) {
    const url = toPictureUrl(choice, baseUrl);
    if (url !== undefined) return url;
  }
  return undefined;
}

/** Compares pictures of different sizes: without parameters and WordPress's "-300x200". */
const toPictureKey = (url: string) => url.replace(/[?#].*$/s, "").replace(/-\d{2,4}x\d{2,4}(?=\.\w{3,4}$)/, "");

/** Collects an item's pictures in order, each once, while its markup is prepared. */
export class PictureCollector {
  readonly pictures: ItemPicture[] = [];
  readonly #keys = new Set<string>();
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl;
  }

  /**
   * Replaces an `img` by a marker that the allowlist accepts, or by nothing. `takePlaces` removes the markers. The item cannot write one: its
   * own addresses are made absolute.
   */
  replace(image: Element): ElementContent[] {
    const alt = cutCharacters(cleanLine(String(image.properties.alt ?? "").slice(0, 2_000)), 500);
    const url = readImageUrl(image, this.#baseUrl);
    if (url === undefined || this.#keys.has(toPictureKey(url)) || this.pictures.length >= maxPictures) return [];
    this.#keys.add(toPictureKey(url));
    this.pictures.push({ url, alt, credit: "" });
    const src = `/media/${(this.pictures.length - 1).toString(16).padStart(24, "0")}`;
    return [{ type: "element", tagName: "img", properties: { src }, children: [] }];
  }

  /** Adds the pictures that the feed lists beside the text, the widest of each; those of the text get their credit. */
  addListed(listed: ParsedItem["pictures"]): void {
    const sorted = listed.slice(0, 100).sort((one, other) => (other.width ?? 0) - (one.width ?? 0));
    const added: ItemPicture[] = [];
    for (const { url: written, alt, credit, width, height } of sorted) {
      const url = (width ?? 3) <= 2 || (height ?? 3) <= 2 ? undefined : toPictureUrl(written, this.#baseUrl);
      if (url === undefined) continue;
      const line = cutCharacters(cleanLine(credit.slice(0, 1_000)), 200);
      const known = this.pictures.find((picture) => toPictureKey(picture.url) === toPictureKey(url));
      if (known) known.credit ||= line;
      if (this.#keys.has(toPictureKey(url)) || this.pictures.length + added.length >= maxPictures) continue;
      this.#keys.add(toPictureKey(url));
      added.push({ url, alt: cutCharacters(cleanLine(alt.slice(0, 2_000)), 500), credit: line });
    }
    this.pictures.push(...added);
  }

  /** Takes the markers out of a sanitised tree and notes in each picture its caption and place. Leaves no empty block. */
  takePlaces(tree: Root): Root {
    const children: Root["children"] = [];
    let blocks = 0;
    for (const node of tree.children) {
      if (node.type !== "element") continue;
      const found: number[] = [];
      eachElement({ type: "root", children: [node] }, (one) => this.#take(one, found));
      const cleaned = found.length === 0 ? [node] : sanitizeArticle({ type: "root", children: [node] }).children;
      for (const index of found) {
        const picture = this.pictures[index];
        if (picture) picture.block = blocks;
      }
      for (const block of cleaned) {
        if (block.type !== "element") continue;
        if (blocks > 0) children.push({ type: "text", value: "\n" });
        children.push(block);
        blocks += 1;
      }
    }
    return { type: "root", children };
  }

  /** After blocks were removed from the end: pictures stand before the end at the latest; those of related articles go. */
  limitPlaces(blocks: number, hadRelated: boolean): void {
    const kept = hadRelated ? this.pictures.filter(({ block = 0 }) => block <= blocks) : [...this.pictures];
    for (const picture of kept) if ((picture.block ?? 0) > blocks) picture.block = blocks;
    this.pictures.splice(0, this.pictures.length, ...kept);
  }

  #take(node: Element, found: number[]): void {
    const indexes: number[] = [];
    if (node.tagName === "figure") eachElement(node, (one) => indexes.push(...markerOf(one)));
    const caption = node.children.find(
      (child): child is Element => child.type === "element" && child.tagName === "figcaption",
    );
    if (caption && indexes.length > 0) {
      const text = cutCharacters(cleanLine(toText(caption).slice(0, 4_000)), 1_000);
      const last = this.pictures[indexes.at(-1) ?? 0];
      if (last) Object.assign(last, { caption: text, credit: readCredit(text) });
      // The caption is not visited any more.
      eachElement(caption, (one) => found.push(...markerOf(one)));
      node.children = node.children.filter((child) => child !== caption);
    }
    const [index] = markerOf(node);
    if (index === undefined) return;
    found.push(index);
    node.properties = {};
  }
}

function markerOf({ tagName, properties }: Element): number[] {
  const digits = tagName === "img" ? /^\/media\/0{22}([0-9a-f]{2})$/.exec(String(properties.src))?.[1] : undefined;
  return digits === undefined ? [] : [Number.parseInt(digits, 16)];
}

const creditMark =
  /(?:©|\(c\)|crédits?(?: photos?)? ?:|photos? ?:|photo(?:graph)? by|photographs? ?:|credits? ?:|image credit:?|foto ?:|bild ?:|quelle ?:|source ?:)/iu;

/** The credit that a caption ends with: "Le port de Brest. © Jean Martin / AFP". */
export function readCredit(caption: string): string {
  const found = creditMark.exec(caption);
  if (!found) return "";
  const credit = caption
    .slice(found.index + found[0].length)
    .replace(/^[\s:(]+/, "")
    .replace(/(?<![\s).])[\s).]+$/, "");
  return credit.length <= 200 ? credit : "";
}
