import type { Element, Root } from "hast";
import { visit } from "unist-util-visit";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { toPlayerUrl } from "./players.ts";

export interface Embed {
  /** The link's target while nothing of the other site is loaded. */
  href: string;
  title: string;
  /** The name of the other site. */
  host: string;
  /** The address of the frame that a reader may load; undefined: a plain link. */
  player: string | undefined;
}

/** Replaces each paragraph with another site's content by `<aside data-embed="URL">`, which also names its frame. */
export function insertEmbeds(tree: Root): Root {
  let count = 0;
  visit(tree, "element", (node) => {
    if (node.tagName !== "p" || node.properties.dataEmbed === undefined) return;
    delete node.properties.dataEmbed;
    const [link] = node.children;
    if (link?.type !== "element" || link.tagName !== "a") return;
    const embed = toEmbed(String(link.properties.href), toText(link));
    if (!embed) return;
    count += 1;
    const properties = { dataEmbed: embed.href, dataTitle: embed.title, dataFrame: `embed-${count}` };
    Object.assign(node, { tagName: "aside", properties } satisfies Partial<Element>);
  });
  return tree;
}

/** Lists the distinct origins of the players that a stored body may load. */
export function listPlayerOrigins(bodyHtml: string): string[] {
  if (!bodyHtml.includes("data-embed")) return [];
  const origins = new Set<string>();
  visit(insertEmbeds(parseHtml(bodyHtml)), "element", ({ properties }) => {
    const player = properties.dataEmbed === undefined ? undefined : toEmbed(String(properties.dataEmbed), "")?.player;
    if (player) origins.add(new URL(player).origin);
  });
  return [...origins];
}

/** Describes the embed of a web address. Undefined for anything else. */
export function toEmbed(href: string, title: string): Embed | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const host = url.hostname.replace(/^www\./, "");
  return { href, title: title || host, host, player: toPlayerUrl(url) };
}
