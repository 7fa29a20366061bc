import type { Executor } from "#db/client.ts";
import { type ArticleScope, listFullArticles } from "#features/articles/queries.ts";
import { chooseSourceNameForm } from "#features/articles/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { getStory } from "#features/stories/queries.ts";
import { getAuthor, getCategory, getSource, getTag } from "#features/taxonomy/queries.ts";
import { archiveParents } from "#features/taxonomy/rules.ts";
import { toMiningReservation } from "#features/text-mining/rules.ts";
import { rslNamespace } from "#features/text-mining/statements/rsl.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { env } from "#lib/env.ts";
import type { SiteFeed } from "#lib/feed-document/feed-document.ts";
import { toFeedItem } from "./items/item.ts";

/** The articles of a feed: the whole site, or those with one slug (an author's handle). */
export type FeedScope = { kind: "all" } | { kind: keyof typeof archiveParents; slug: string };

const readers = { category: getCategory, tag: getTag, author: getAuthor, source: getSource, story: getStory };

/** Reads a feed's newest articles; null if the slug is unknown. */
export async function readFeed(
  db: Executor,
  scope: FeedScope,
  settings: Settings,
  locale: Locale = siteLocale(),
): Promise<SiteFeed | null> {
  const reservation = toMiningReservation(settings);
  const content = settings["feeds.content"];
  const site = {
    siteName: settings["site.name"],
    language: locale,
    hubs: env().WEBSUB_HUB,
    ...(reservation && { namespaces: { "xmlns:rsl": rslNamespace } }),
  };
  const itemsOf = async (of: ArticleScope) =>
    (await listFullArticles(db, of, settings["feeds.items"])).map((one) => toFeedItem(one, { content, reservation }));
  if (scope.kind === "all") {
    const description = settings["site.description"] || settings["site.name"];
    return { ...site, title: site.siteName, description, path: "/", items: await itemsOf(scope) };
  }
  const archive = await readers[scope.kind](db, scope.slug);
  if (!archive) return null;
  return {
    ...site,
    title: `${archive.name} · ${site.siteName}`,
    description:
      archive.description ||
      translator(locale)(`metadata.${scope.kind}`, {
        name: archive.name,
        site: site.siteName,
        form: chooseSourceNameForm(archive.name),
      }),
    path: `${archiveParents[scope.kind]}/${archive.slug}`,
    items: await itemsOf({ kind: scope.kind, id: archive.id }),
  };
}
