import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { correctionCacheTags } from "#db/cache-tags/corrections.ts";
import { database } from "#db/client.ts";
import { getSettings } from "#features/settings/cached.ts";
import { cached } from "#lib/cache/cached.ts";
import type { FeedFormat } from "#lib/feed-document/feed-document.ts";
import { type WrittenFeed, writeFeed } from "#lib/feed-document/write-feed.ts";
import { describeCorrectionsFeed } from "./feed.ts";
import {
  type Correction,
  type CreditedCorrections,
  countCorrections,
  findCreditedCorrections,
  type ListedCorrection,
  listArticleCorrections,
  listCorrections,
} from "./queries.ts";
import { correctionsPerPage, maxFeedItems } from "./rules.ts";

/** Corrections also change when their article is withdrawn or gets another address. */
const listTags = [correctionCacheTags.all, articleCacheTags.lists];

/** Lists the corrections below an article. */
export function getArticleCorrections(articleId: number): Promise<Correction[]> {
  const tags = [correctionCacheTags.article(articleId)];
  return cached(["articleCorrections", articleId], tags, () => listArticleCorrections(database(), articleId), {
    keep: true,
  });
}

/** Lists one page of all corrections, with their total. */
export function getCorrections(page: number): Promise<{ corrections: ListedCorrection[]; total: number }> {
  return cached(["corrections", page], listTags, async () => {
    const [corrections, total] = await Promise.all([
      listCorrections(database(), { limit: correctionsPerPage, offset: (page - 1) * correctionsPerPage }),
      countListedCorrections(),
    ]);
    return { corrections, total };
  });
}

/** Counts all corrections, once for all pages of the list. */
export function countListedCorrections(): Promise<number> {
  return cached(["correctionCount"], listTags, () => countCorrections(database()), { keep: true });
}

/** Returns the newest corrections as a feed. */
export function getCorrectionsFeed(format: FeedFormat): Promise<WrittenFeed> {
  return cached(["correctionsFeed", format], listTags, async () => {
    const corrections = await listCorrections(database(), { limit: maxFeedItems });
    return writeFeed(format, describeCorrectionsFeed(corrections, await getSettings()));
  });
}

/** Reads what readers had corrected in the last thirty days. */
export function getCreditedCorrections(): Promise<CreditedCorrections | undefined> {
  const load = () => findCreditedCorrections(database());
  return cached(["creditedCorrections"], listTags, load, { keep: true, maxAge: 3_600 });
}
