import { database } from "#db/client.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { readSettings } from "#features/settings/queries.ts";
import { settingsTag } from "#features/settings/tags.ts";
import { tagged } from "#lib/cache.ts";
import { writeCorrectionsFeed } from "./feed/rss.ts";
import {
  type Correction,
  countCorrections,
  type ListedCorrection,
  listCorrections,
  listCorrectionsOf,
} from "./queries.ts";
import { correctionsPerPage, feedLength } from "./rules.ts";
import { correctionTagsOf } from "./tags.ts";

/** What stands at the foot of an article. */
export async function getCorrectionsOf(articleId: number): Promise<Correction[]> {
  "use cache";
  tagged(correctionTagsOf.article(articleId));
  return listCorrectionsOf(database(), articleId);
}

/** One page of all corrections, and how many there are. */
export async function getCorrections(page: number): Promise<{ corrections: ListedCorrection[]; total: number }> {
  "use cache";
  // An article that is withdrawn, or gets another address, takes its corrections along.
  tagged(correctionTagsOf.all, articleTagsOf.lists);
  const db = database();
  const [corrections, total] = await Promise.all([
    listCorrections(db, { limit: correctionsPerPage, offset: (page - 1) * correctionsPerPage }),
    countCorrections(db),
  ]);
  return { corrections, total };
}

/** The newest corrections as RSS. */
export async function getCorrectionsFeed(): Promise<string> {
  "use cache";
  tagged(correctionTagsOf.all, articleTagsOf.lists, settingsTag);
  const db = database();
  return writeCorrectionsFeed(await listCorrections(db, { limit: feedLength }), await readSettings(db));
}
