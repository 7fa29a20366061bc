import { eq } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { FeedTermMapping } from "#db/schema/syndication.ts";
import { feedStates, feeds } from "#db/schema.ts";
import { ensureSource } from "#features/taxonomy/mutations.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { enqueue } from "#lib/jobs.ts";
import { ok, type Result, refused } from "#lib/result.ts";
import { toSlug } from "#lib/slug.ts";
import { sourceReservationJob } from "./jobs.ts";

/** A feed's policy, as the form and the command line set it. Absent values keep the preset. */
export type FeedPolicy = Partial<
  Pick<
    typeof feeds.$inferInsert,
    | "publication"
    | "body"
    | "indexing"
    | "editPolicy"
    | "deletionPolicy"
    | "pictures"
    | "language"
    | "categoryId"
    | "authorId"
    | "blockedWords"
    | "blockedAuthors"
    | "intervalMinutes"
  >
> & { termMappings?: FeedTermMapping[] };

export interface NewFeed {
  url: string;
  title: string;
  source: { name: string; url: string };
  policy: FeedPolicy;
  memberId: number | null;
}

/**
 * Subscribes to a feed and to its source, in the caller's transaction; it is fetched as soon as a worker looks. A removed feed is
 * subscribed again with its items. Refused with `feed.known` for a feed that is subscribed under this or an equal address.
 */
export async function addFeed(
  tx: Executor,
  { url, title, source, policy, memberId }: NewFeed,
): Promise<Result<number>> {
  const sourceId = await ensureSource(tx, {
    slug: toSlug(source.name) || "source",
    name: source.name,
    url: source.url,
  });
  const urlKey = toAddressKey(url);
  const [known] = await tx
    .select({ id: feeds.id, status: feeds.status })
    .from(feeds)
    .where(eq(feeds.urlKey, urlKey))
    .for("update");
  if (known && known.status !== "removed") return refused("feed.known");
  const values = {
    ...policy,
    url,
    urlKey,
    title,
    sourceId,
    status: "active" as const,
    createdBy: memberId,
    movedFrom: null,
  };
  const [added] = known
    ? await tx.update(feeds).set(values).where(eq(feeds.id, known.id)).returning({ id: feeds.id })
    : await tx.insert(feeds).values(values).onConflictDoNothing({ target: feeds.urlKey }).returning({ id: feeds.id });
  if (!added) return refused("feed.known");
  await tx
    .insert(feedStates)
    .values({ feedId: added.id })
    .onConflictDoUpdate({
      target: feedStates.feedId,
      set: { nextAt: new Date(), claim: null, failures: 0, failure: null },
    });
  await enqueue(tx, sourceReservationJob, { source: sourceId }, { key: String(sourceId), seconds: 3_600 });
  return ok(added.id);
}
