import type { Settings } from "#features/settings/schema.ts";
import { siteLocale } from "#i18n/translator.ts";
import type { ShareImage } from "#lib/page-metadata.ts";
import { hashVersion } from "#lib/version-hash.ts";

/** What a card shows. */
export interface HeadlineCard {
  title: string;
  /** Empty without a category. */
  category: string;
  siteName: string;
  /** The site's accent colour; empty: the default. */
  accent: string;
}

/** The size that the large services ask for. */
export const cardWidth = 1200;
export const cardHeight = 630;

/** Incremented when the drawing changes, so that cards that were sent before are not shown for longer. */
const drawingVersion = 1;

/** Selects what the card of an article shows. */
export function toHeadlineCard(
  article: { title: string; category: { name: string } | null },
  settings: Pick<Settings, "site.name" | "look.accent">,
): HeadlineCard {
  return {
    title: article.title,
    category: article.category?.name ?? "",
    siteName: settings["site.name"],
    accent: settings["look.accent"],
  };
}

/** Returns the version of a card, which is part of its address. Another content has another one. */
export function cardVersion(card: HeadlineCard): string {
  return hashVersion([drawingVersion, siteLocale(), card]);
}

export function cardPath(slug: string, version: string): string {
  return `/media/cards/${slug}/${version}.png`;
}

/** Parses the path of a card; undefined for any other path. */
export function parseCardPath(path: string): { slug: string; version: string } | undefined {
  const match = /^\/media\/cards\/((?:pages\/)?[a-z0-9-]{1,200})\/([\w-]{16})\.png$/.exec(path);
  return match?.[1] && match[2] ? { slug: match[1], version: match[2] } : undefined;
}

/** Describes the card of an article for link previews and structured data. */
export function headlineCardImage(
  article: { slug: string; title: string; category: { name: string } | null },
  settings: Pick<Settings, "site.name" | "look.accent">,
): Required<ShareImage> {
  const version = cardVersion(toHeadlineCard(article, settings));
  return { path: cardPath(article.slug, version), width: cardWidth, height: cardHeight, alt: article.title };
}
