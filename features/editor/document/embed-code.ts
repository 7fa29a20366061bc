import type { Element, Root } from "hast";
import { EXIT, visit } from "unist-util-visit";
import { toWatchUrl } from "#features/articles/body/players.ts";
import { safeHref } from "#lib/html/links.ts";
import { parseHtml } from "#lib/html/parse.ts";

/** The embed codes of known sites have some 500 characters. */
const maxCodeLength = 5_000;

/** The page that an embed code shows in its frame: what "Share, embed" of a video site puts on the clipboard. Undefined for any other text. */
export function readEmbedCode(text: string): { href: string; title: string | undefined } | undefined {
  if (text.length > maxCodeLength || !/^<(?:iframe|div)\s/i.test(text)) return undefined;
  const [frame, ...others] = listFrames(parseHtml(text));
  return frame && others.length === 0 ? readFrame(frame) : undefined;
}

/** The page that a frame shows, where a reader can open it, and the frame's title; undefined for a frame without a web address. */
export function readFrame({ properties }: Element): { href: string; title: string | undefined } | undefined {
  const src = String(properties.src ?? "").trim();
  const address = src.startsWith("//") ? `https:${src}` : src;
  if (!/^https?:\/\/\S+$/i.test(address) || !URL.canParse(address)) return undefined;
  const href = safeHref(toWatchUrl(address));
  if (href === undefined) return undefined;
  const title = String(properties.title ?? "").trim();
  // What a site calls each of its players says nothing.
  return { href, title: title === "" || /video player$/i.test(title) ? undefined : title.slice(0, 200) };
}

function listFrames(tree: Root): Element[] {
  const found: Element[] = [];
  visit(tree, "element", (node) => {
    if (node.tagName === "iframe") found.push(node);
    return found.length > 1 ? EXIT : undefined;
  });
  return found;
}
