import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { pageCacheTags } from "#db/cache-tags/pages.ts";
import { database } from "#db/client.ts";
import { pageDiscussionSlug } from "#features/articles/rules.ts";
import { cached } from "#lib/cache/cached.ts";
import { findDiscussion } from "./discussion/queries.ts";
import { findPageTitles, findPublishedPage, type PublishedPage } from "./queries.ts";

export function getPublishedPage(slug: string): Promise<PublishedPage | null> {
  return cached(["page", slug], [pageCacheTags.slug(slug)], () => findPublishedPage(database(), slug));
}

/** The discussion of a published page. */
export function getDiscussion(slug: string, id: number) {
  const tags = [
    articleCacheTags.id(id),
    articleCacheTags.slug(pageDiscussionSlug(slug)),
    commentCacheTags.article(id),
    pageCacheTags.slug(slug),
  ];
  return cached(["pageDiscussion", id], tags, () => findDiscussion(database(), id));
}

/** The published ones of these pages, for navigation: it reads only what it shows. */
export function getPageTitles(slugs: string[]): Promise<{ slug: string; title: string }[]> {
  return cached(["pageTitles", slugs], [pageCacheTags.list], () => findPageTitles(database(), slugs), { keep: true });
}
