import type { Database } from "#db/client.ts";
import { pollDueFeeds } from "#features/syndication/polling/poll-due-feeds.ts";
import { pollFeed } from "#features/syndication/polling/poll-feed.ts";
import { describeFailureIn } from "#features/syndication/sources/failure-codes.ts";
import { countFeeds } from "#features/syndication/sources/queries.ts";
import { openFeedParsers } from "#server/worker/feed-poller.ts";
import { startProgress } from "../progress.ts";
import { findFeedByReference } from "./feed-commands.ts";

interface PollReport {
  feeds: number;
  unchanged: number;
  failed: number;
  added: number;
  merged: number;
  changed: number;
  deleted: number;
  /** Why the one feed could not be fetched, in words. */
  error?: string;
}

const nothing = { feeds: 0, unchanged: 0, failed: 0, added: 0, merged: 0, changed: 0, deleted: 0 };

/** Fetches one feed, the feeds that are due, or all. */
export async function pollFeeds(
  db: Database,
  reference: string | undefined,
  { all = false, signal }: { all?: boolean; signal: AbortSignal },
): Promise<PollReport> {
  // A hostile document must not block the command.
  const closeParsers = openFeedParsers();
  try {
    return await (reference === undefined ? pollSeveral(db, { all, signal }) : pollOne(db, reference));
  } finally {
    await closeParsers();
  }
}

async function pollSeveral(db: Database, { all, signal }: { all: boolean; signal: AbortSignal }): Promise<PollReport> {
  const progress = startProgress("Fetching", { ...(all && { total: (await countFeeds(db)).all }), unit: "feeds" });
  try {
    return await pollDueFeeds(db, { all, signal, onProgress: () => progress.advance() });
  } finally {
    progress.done();
  }
}

async function pollOne(db: Database, reference: string): Promise<PollReport> {
  const { id } = await findFeedByReference(db, reference);
  const outcome = await pollFeed(db, id);
  if (outcome.kind === "later")
    return {
      ...nothing,
      error:
        "This feed cannot be fetched now: it is being fetched by another process, the parsers are busy, or it was removed. Try again in a minute.",
    };
  if (outcome.kind === "unchanged") return { ...nothing, feeds: 1, unchanged: 1 };
  if (outcome.kind === "failed")
    return { ...nothing, feeds: 1, failed: 1, error: describeFailureIn("en", outcome.failure) };
  const { added, merged, changed, deleted } = outcome;
  return { ...nothing, feeds: 1, added, merged, changed, deleted };
}

/** The report as lines for people. */
export function describePoll({ feeds, unchanged, failed, added, merged, changed, deleted }: PollReport): string {
  return `Feeds fetched: ${feeds} (${unchanged} unchanged, ${failed} failed). New items: ${added}, and ${merged} duplicates. Changed items: ${changed}, deleted at their source: ${deleted}.`;
}
