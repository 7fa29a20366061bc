import type { Database } from "#db/client.ts";
import { indexNowProgress } from "#db/schema.ts";
import { readSettings } from "#features/settings/queries.ts";
import { env } from "#lib/env.ts";
import { type FetchOptions, type FetchOutcome, fetchExternal, mayFetch } from "#lib/fetch/fetch.ts";
import { log } from "#lib/log/log.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { findProgress, findSettingDate, listChangedPaths } from "./queries.ts";
import { indexNowKey, indexNowKeyPath, maxAddressesPerRequest, submissionDelayMs, submissionPause } from "./rules.ts";

interface SubmissionOptions extends Pick<FetchOptions, "signal" | "mayBePrivate" | "resolve"> {
  /** Instead of `INDEXNOW_ENDPOINT`. */
  endpoint?: string;
}

/**
 * Submits the addresses of articles that were published, edited or withdrawn since the last run, if the setting is on
 * and the site has a public address. After a refusal the same changes are submitted again later. Returns how many
 * addresses were submitted.
 */
export async function submitChangedAddresses(
  db: Database,
  now: Date,
  options: SubmissionOptions = {},
): Promise<number> {
  if ((await readSettings(db))["site.indexNow"] !== 1 || !mayFetch(env().SITE_URL)) return 0;
  const until = new Date(now.getTime() - submissionDelayMs);
  const progress = await findProgress(db);
  if (!progress) {
    // What was changed before the setting was turned on is in the sitemap and not submitted.
    await db.insert(indexNowProgress).values({ lastChangeAt: until }).onConflictDoNothing();
    return 0;
  }
  // The same holds for what was changed while it was turned off for a time.
  const turnedOnAt = await findSettingDate(db);
  const since = turnedOnAt && turnedOnAt > progress.lastChangeAt ? turnedOnAt : progress.lastChangeAt;
  if ((progress.retryAt && progress.retryAt > now) || since >= until) return 0;
  const paths = await listChangedPaths(db, since, until);
  for (let first = 0; first < paths.length; first += maxAddressesPerRequest) {
    const outcome = await submit(paths.slice(first, first + maxAddressesPerRequest), options);
    if (!outcome.ok && outcome.why === "aborted") return 0;
    if (outcome.ok && outcome.status >= 200 && outcome.status < 300) continue;
    const failures = Math.min(1_000, progress.failures + 1);
    const pause = submissionPause(failures, outcome.ok ? outcome.headers["retry-after"] : undefined, now);
    await db.update(indexNowProgress).set({ failures, retryAt: new Date(now.getTime() + pause) });
    log.warn(
      { status: outcome.ok ? outcome.status : outcome.why, addresses: paths.length },
      "Search engines did not accept changed addresses (IndexNow); they will be submitted again.",
    );
    return 0;
  }
  await db.update(indexNowProgress).set({ lastChangeAt: until, failures: 0, retryAt: null });
  return paths.length;
}

function submit(
  paths: string[],
  { endpoint = env().INDEXNOW_ENDPOINT, ...options }: SubmissionOptions,
): Promise<FetchOutcome> {
  return fetchExternal(endpoint, {
    ...options,
    maxBytes: 10_000,
    json: {
      host: new URL(env().SITE_URL).host,
      key: indexNowKey(),
      keyLocation: absoluteUrl(indexNowKeyPath()),
      urlList: paths.map((path) => absoluteUrl(path)),
    },
  });
}
