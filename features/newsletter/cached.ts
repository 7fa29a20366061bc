import { newsletterCacheTags } from "#db/cache-tags/newsletter.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { listOfferedTopics, type OfferedTopic } from "./queries.ts";

/** Lists the topics that readers can choose now. */
export function getOfferedTopics(): Promise<OfferedTopic[]> {
  return cached(["newsletterTopics"], [newsletterCacheTags.topics], () => listOfferedTopics(database()), {
    keep: true,
  });
}
