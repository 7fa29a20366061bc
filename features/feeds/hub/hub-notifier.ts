import { and, inArray } from "drizzle-orm";
import { correctionCacheTags } from "#db/cache-tags/corrections.ts";
import { moderationLogCacheTag } from "#db/cache-tags/moderation-log.ts";
import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import type { Database } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { enqueueHubPings } from "#features/articles/jobs.ts";
import { hasReaders } from "#features/articles/queries.ts";
import { discussionPath } from "#features/articles/rules.ts";
import { correctionsPath } from "#features/corrections/rules.ts";
import { archivePath } from "#features/newsletter/issues/rules.ts";
import { logPath } from "#features/transparency/log/rules.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log/log.ts";

/** Changes are collected for this long (ms), so that a flood of comments costs a statement, not one for each. */
const collectMs = 5_000;
/** Pages announced in one step, and the pause after a full one (ms): a bulk decision changes thousands. */
const maxPagesPerStep = 40;
const fullStepPauseMs = 60_000;
/** Further discussions are not announced; readers that poll get them. */
const maxCollected = 1_000;

const pagesOfTags = new Map<string, string>([
  [correctionCacheTags.all, correctionsPath],
  [moderationLogCacheTag, logPath],
  [newsletterCacheTags.archive, archivePath],
]);

/** The path of a page with feeds, or the id of the article whose discussion changed. */
type ChangedPage = string | number;

/**
 * Lists what an invalidation says of the feeds of discussions, corrections, the log and the newsletter. A comment that
 * appears, changes or disappears also invalidates its article's counts; a reaction or a closed discussion, which no feed
 * shows, does not.
 */
export function listChangedFeeds(tags: readonly string[]): ChangedPage[] {
  const counted = new Set(tags.flatMap((tag) => /^articles:id:(\d{1,15})$/.exec(tag)?.[1] ?? []));
  return tags.flatMap((tag): ChangedPage[] => {
    const article = /^comments:article:(\d{1,15})$/.exec(tag)?.[1];
    if (article !== undefined) return counted.has(article) ? [Number(article)] : [];
    const page = pagesOfTags.get(tag);
    return page === undefined ? [] : [page];
  });
}

/** Collects changes and enqueues the notifications of the hubs, in steps. */
export interface HubNotifier {
  /** Notes what an invalidation changes. */
  note(tags: readonly string[]): void;
  /** Enqueues the next step of what was collected, and stops. */
  close(): Promise<void>;
}

/**
 * Notifies WebSub hubs of the feeds that change with comments, corrections, decisions and issues. It gets the
 * changes from the invalidations that every process receives, because a comment must not wait for a queue, and triggers
 * write the log (docs/decisions/085-hub-pings-from-invalidations.md). Without a hub it does nothing.
 */
export function startHubNotifier(db: Database): HubNotifier {
  const collected = new Set<ChangedPage>();
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  /** The pages first: there are few, and discussions may fill every step. */
  const takeStep = () => {
    const all = [...collected].sort((a, b) => Number(typeof a === "number") - Number(typeof b === "number"));
    const batch = all.slice(0, maxPagesPerStep);
    for (const one of batch) collected.delete(one);
    return batch;
  };
  const step = async () => {
    const batch = takeStep();
    let pause = batch.length === maxPagesPerStep ? fullStepPauseMs : collectMs;
    try {
      await announce(db, batch);
    } catch (error) {
      for (const one of batch) collected.add(one);
      log.warn({ err: error }, "The notifications of WebSub hubs could not be enqueued; this is tried again.");
      pause = fullStepPauseMs;
    }
    timer = undefined;
    if (collected.size > 0) wait(pause);
  };
  const wait = (ms: number) => {
    timer ??= setTimeout(() => {
      running = step();
    }, ms).unref();
  };
  return {
    note(tags) {
      if (env().WEBSUB_HUB.length === 0) return;
      for (const one of listChangedFeeds(tags))
        if (typeof one === "string" || collected.size < maxCollected) collected.add(one);
      if (collected.size > 0) wait(collectMs);
    },
    async close() {
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
      await announce(db, takeStep()).catch(() => {});
    },
  };
}

async function announce(db: Database, changed: readonly ChangedPage[]): Promise<void> {
  if (changed.length === 0) return;
  const ids = changed.filter((one) => typeof one === "number");
  const discussed =
    ids.length === 0
      ? []
      : await db
          .select({ slug: articles.slug })
          .from(articles)
          .where(and(inArray(articles.id, ids), hasReaders));
  const discussions = discussed.map(({ slug }) => `${discussionPath(slug)}/comments`);
  // A slow hub takes minutes for many of them: a new article's notification passes them.
  await enqueueHubPings(db, [...changed.filter((one) => typeof one === "string"), ...discussions], { isUrgent: false });
}
