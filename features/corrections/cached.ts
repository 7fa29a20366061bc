import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { correctionCacheTags } from "#db/cache-tags/corrections.ts";
import { settingsCacheTag } from "#db/cache-tags/settings.ts";
import { database } from "#db/client.ts";
import { readSettings } from "#features/settings/queries.ts";
import { tagged } from "#lib/cache.ts";
import { writeCorrectionsFeed } from "./feed.ts";
import {
  type Correction,
  countCorrections,
  type ListedCorrection,
  listArticleCorrections,
  listCorrections,
} from "./queries.ts";
import { correctionsPerPage, maxFeedItems } from "./rules.ts";

/** Lists the corrections below an article. */
export async function getArticleCorrections(articleId: number): Promise<Correction[]> {
  "use cache";
  tagged(correctionCacheTags.article(articleId));
  return listArticleCorrections(database(), articleId);
}

/** Lists one page of all corrections, with their total. */
export async function getCorrections(page: number): Promise<{ corrections: ListedCorrection[]; total: number }> {
  "use cache";
  // A withdrawal or a changed address of an article changes its corrections.
  tagged(correctionCacheTags.all, articleCacheTags.lists);
  const db = database();
  const [corrections, total] = await Promise.all([
    listCorrections(db, { limit: correctionsPerPage, offset: (page - 1) * correctionsPerPage }),
    countCorrections(db),
  ]);
  return { corrections, total };
}

/** Returns the newest corrections as RSS. */
export async function getCorrectionsFeed(): Promise<string> {
  "use cache";
  tagged(correctionCacheTags.all, articleCacheTags.lists, settingsCacheTag);
  const db = database();
  return writeCorrectionsFeed(await listCorrections(db, { limit: maxFeedItems }), await readSettings(db));
}
