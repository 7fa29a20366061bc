import { z } from "zod";
import { parseTaxonomyTag } from "#db/cache-tags/taxonomy.ts";
import type { Executor } from "#db/client.ts";
import { archiveParents } from "#features/taxonomy/rules.ts";
import { env } from "#lib/env.ts";
import { enqueueDebounced, type JobDefinition } from "#lib/jobs.ts";

/** Notifies a WebSub hub that the feeds of a page have changed, in all formats. */
export const hubPingJob: JobDefinition<{ hub: string; path: string }> = {
  name: "websub-ping",
  payload: z.object({ hub: z.string(), path: z.string() }),
  concurrency: 2,
};

/** By then every process knows of the change, so a hub that fetches the feed at once gets the new version (seconds). */
const pingDelay = 5;
/** A hub is notified of each feed at most this often, however many articles change (seconds). */
const minPingInterval = 60;
/** Beyond it, an import or a bulk change, hubs are notified of the site's feeds only. */
const maxPaths = 40;

/**
 * Enqueues, in the caller's transaction, the notifications of WebSub hubs about the feeds that these cache tags stand for:
 * the site's, and those of categories, tags, authors and sources. Without a hub it does nothing.
 */
export async function announceFeedChanges(tx: Executor, tags: readonly string[]): Promise<void> {
  const hubs = env().WEBSUB_HUB;
  if (hubs.length === 0 || tags.length === 0) return;
  const paths = new Set(["/"]);
  for (const tag of tags) {
    const term = parseTaxonomyTag(tag);
    if (term) paths.add(`${archiveParents[term.kind]}/${term.slug}`);
  }
  await enqueueHubPings(tx, paths.size > maxPaths ? ["/"] : [...paths]);
}

/**
 * Enqueues, in the caller's transaction, the notifications of WebSub hubs about the feeds of these pages.
 * @param options see `enqueueDebounced`
 */
export async function enqueueHubPings(
  tx: Executor,
  paths: readonly string[],
  options: { isUrgent?: boolean } = {},
): Promise<void> {
  // In a fixed order, as `enqueueDebounced` requires.
  const sorted = [...paths].sort();
  const pings = env().WEBSUB_HUB.flatMap((hub) =>
    sorted.map((path) => ({ key: `${path} ${hub}`, data: { hub, path } })),
  );
  await enqueueDebounced(tx, hubPingJob, pings, minPingInterval, { delay: pingDelay, ...options });
}
