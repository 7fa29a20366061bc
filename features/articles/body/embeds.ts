import type { Element, Root } from "hast";
import { visit } from "unist-util-visit";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
import { toPlayerUrl } from "./players.ts";

export interface Embed {
  /** Where a click leads that loads nothing here. */
  href: string;
  title: string;
  /** The other site, by name. */
  host: string;
  /** What the frame shows once it is asked for; undefined: a plain link. */
  player: string | undefined;
}

/** Makes `<aside data-embed="URL">` of each paragraph that stands for another site's content. */
export function insertEmbeds(tree: Root): Root {
  visit(tree, "element", (node) => {
    if (node.tagName !== "p" || node.properties.dataEmbed === undefined) return;
    delete node.properties.dataEmbed;
    const [link] = node.children;
    if (link?.type !== "element" || link.tagName !== "a") return;
    const embed = toEmbed(String(link.properties.href), toText(link));
    if (!embed) return;
    const aside: Element = { ...node, tagName: "aside", properties: { dataEmbed: embed.href, dataTitle: embed.title } };
    Object.assign(node, aside);
  });
  return tree;
}

/** The origins of the players that a stored body may show, each once. */
export function listPlayerOrigins(bodyHtml: string): string[] {
  if (!bodyHtml.includes("data-embed")) return [];
  const origins = new Set<string>();
  visit(insertEmbeds(parseHtml(bodyHtml)), "element", ({ properties }) => {
    const player = properties.dataEmbed === undefined ? undefined : toEmbed(String(properties.dataEmbed), "")?.player;
    if (player) origins.add(new URL(player).origin);
  });
  return [...origins];
}

/** Undefined for what is no web address. */
export function toEmbed(href: string, title: string): Embed | undefined {
  if (!URL.canParse(href)) return undefined;
  const url = new URL(href);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const host = url.hostname.replace(/^www\./, "");
  return { href, title: title || host, host, player: toPlayerUrl(url) };
}
