import type { Executor } from "#db/client.ts";
import { env } from "#lib/env.ts";
import { feedFormats, feedPath } from "#lib/feed-document/feed-document.ts";
import { type FetchOptions, fetchExternal } from "#lib/fetch/fetch.ts";
import { absoluteUrl } from "#lib/site-address.ts";

/**
 * Notifies a hub of a change of a page's feeds, in each format. W3C WebSub leaves the request to the hub; they all accept
 * that of PubSubHubbub, which names the topic `hub.url`. Throws if the hub refuses, so that the job is tried again. A hub
 * that is no longer configured is not notified.
 */
export async function pingHub(
  _db: Executor,
  { hub, path }: { hub: string; path: string },
  options: Pick<FetchOptions, "mayBePrivate" | "resolve"> = {},
): Promise<void> {
  if (!env().WEBSUB_HUB.includes(hub)) return;
  for (const format of feedFormats) {
    const topic = absoluteUrl(feedPath(path, format));
    const outcome = await fetchExternal(hub, {
      ...options,
      maxBytes: 100_000,
      totalTimeoutMs: 15_000,
      form: { "hub.mode": "publish", "hub.url": topic, "hub.topic": topic },
    });
    if (outcome.ok && outcome.status >= 200 && outcome.status < 300) continue;
    const reason = outcome.ok ? `answered ${outcome.status}` : `could not be reached (${outcome.why})`;
    throw new Error(`The WebSub hub ${new URL(hub).host} ${reason}.`);
  }
}
