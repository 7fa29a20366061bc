import type { Executor } from "#db/client.ts";
import { type ArticleScope, listFullArticles } from "#features/articles/queries.ts";
import { chooseSourceNameForm } from "#features/articles/rules.ts";
import type { Settings } from "#features/settings/schema.ts";
import { getAuthor, getCategory, getSource, getTag } from "#features/taxonomy/queries.ts";
import { toMiningReservation } from "#features/text-mining/rules.ts";
import { type Locale, siteLocale, translator } from "#i18n/translator.ts";
import { type Feed, maxFeedItems } from "./formats/feed.ts";

/** The articles of a feed: the whole site, or those with one slug (an author's handle). */
export type FeedScope = { kind: "all" } | { kind: "category" | "tag" | "author" | "source"; slug: string };

const archives = {
  category: { get: getCategory, parent: "/categories" },
  tag: { get: getTag, parent: "/tags" },
  author: { get: getAuthor, parent: "/authors" },
  source: { get: getSource, parent: "/sources" },
} as const;

/** Reads a feed's newest articles; null if the slug is unknown. */
export async function readFeed(
  db: Executor,
  scope: FeedScope,
  settings: Settings,
  locale: Locale = siteLocale(),
): Promise<Feed | null> {
  const site = { name: settings["site.name"], locale };
  const reservation = toMiningReservation(settings);
  const articlesOf = (of: ArticleScope) => listFullArticles(db, of, maxFeedItems);
  if (scope.kind === "all") {
    const description = settings["site.description"];
    return { site, title: site.name, description, path: "/", articles: await articlesOf(scope), reservation };
  }
  const { get, parent } = archives[scope.kind];
  const archive = await get(db, scope.slug);
  if (!archive) return null;
  return {
    site,
    title: `${archive.name} · ${site.name}`,
    description:
      archive.description ||
      translator(locale)(`metadata.${scope.kind}`, {
        name: archive.name,
        site: site.name,
        form: chooseSourceNameForm(archive.name),
      }),
    path: `${parent}/${archive.slug}`,
    articles: await articlesOf({ kind: scope.kind, id: archive.id }),
    reservation,
  };
}
