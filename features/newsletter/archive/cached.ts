import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { type WrittenFeed, writeFeed } from "#lib/feed-document/write-feed.ts";
import {
  type ArchivedIssue,
  countArchive,
  findArchivedIssue,
  listArchive,
  listPublishedSlugs,
} from "../issues/queries.ts";
import { describeArchiveFeed, maxFeedIssues } from "./feed.ts";

/** Lists one page of the sent issues, the newest first. */
export function getArchive(page: number): Promise<ArchivedIssue[]> {
  return cached(["newsletterArchive", page], [newsletterCacheTags.archive], () => listArchive(database(), page));
}

/** Counts the sent issues, once for all pages of the list. */
export function countArchivedIssues(): Promise<number> {
  return cached(["newsletterArchiveCount"], [newsletterCacheTags.archive], () => countArchive(database()), {
    keep: true,
  });
}

/** A sent issue with the present slugs of those of its articles that are published; null if there is none. */
export interface IssuePage {
  issue: ArchivedIssue;
  slugs: Map<number, string>;
}

/** Reads the page of a sent issue. It changes when one of its articles is withdrawn or gets another address. */
export function getIssuePage(slug: string): Promise<IssuePage | null> {
  return cached(
    ["newsletterIssue", slug],
    (page) => [
      newsletterCacheTags.issue(slug),
      ...(page?.issue.snapshot.articles ?? []).flatMap((article) => [
        articleCacheTags.slug(article.slug),
        articleCacheTags.slug(page?.slugs.get(article.articleId) ?? article.slug),
      ]),
    ],
    async () => {
      const issue = await findArchivedIssue(database(), slug);
      if (!issue) return null;
      const ids = issue.snapshot.articles.map(({ articleId }) => articleId);
      return { issue, slugs: await listPublishedSlugs(database(), ids) };
    },
  );
}

/** Returns the newest issues as a feed. */
export function getArchiveFeed(format: FeedFormat): Promise<WrittenFeed> {
  return cached(["newsletterFeed", format], [newsletterCacheTags.archive], async () => {
    const issues = await listArchive(database(), 1, maxFeedIssues);
    return writeFeed(format, describeArchiveFeed(issues, await getSettings()));
  });
}
