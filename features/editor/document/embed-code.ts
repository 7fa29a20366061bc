import type { Element } from "hast";
import { toWatchUrl } from "#features/articles/body/players.ts";
import { eachElement } from "#lib/html/element.ts";
import { webHref } from "#lib/html/links.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";

/** Embed codes of known sites have about 500 characters. */
const maxCodeLength = 5_000;
const maxEmbedTitleLength = 200;

/**
 * Reads an embed code (what "Share, embed" of a video site copies) and returns the page that its frame shows. Undefined
 * for any other text, also for a code with words around it, which would be lost.
 */
export function readEmbedCode(text: string): { href: string; title: string | undefined } | undefined {
  if (text.length > maxCodeLength || !/^<(?:iframe|div)\s/i.test(text)) return undefined;
  const frames: Element[] = [];
  const tree = parseHtml(text);
  if (toText(tree).trim() !== "") return undefined;
  eachElement(tree, (element) => {
    if (element.tagName === "iframe") frames.push(element);
  });
  const [frame, ...others] = frames;
  return frame && others.length === 0 ? readFrame(frame) : undefined;
}

/**
 * Returns the page that a frame shows, at an address that a reader can open, and the frame's title; undefined for a
 * frame without a web address, or with a password in it.
 */
export function readFrame({ properties }: Element): { href: string; title: string | undefined } | undefined {
  const address = webHref(String(properties.src ?? "").trim());
  if (address === undefined) return undefined;
  const { username, password } = new URL(address);
  if (username !== "" || password !== "") return undefined;
  const title = String(properties.title ?? "").trim();
  // A generic title such as "YouTube video player" is dropped.
  return {
    href: toWatchUrl(address),
    title: title === "" || title.length > maxEmbedTitleLength || /video player$/i.test(title) ? undefined : title,
  };
}
