import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { feedStates, feeds } from "#db/schema.ts";

/** What an editor blocks: the item's author, a word of its title, or the whole feed. */
export type BlockKind = "author" | "word" | "feed";

const lists = { author: "blockedAuthors", word: "blockedWords" } as const;
const fold = (line: string) => line.trim().toLowerCase();

/** Adds a line to one of the feed's lists, or pauses the feed. Returns whether that changed anything. */
export async function blockInFeed(tx: Executor, feedId: number, kind: BlockKind, line: string): Promise<boolean> {
  const feed = await lockFeed(tx, feedId);
  if (!feed) return false;
  if (kind === "feed") {
    if (feed.status !== "active") return false;
    await tx
      .update(feeds)
      .set({ status: "paused", ...changed() })
      .where(eq(feeds.id, feedId));
    await tx.update(feedStates).set({ nextAt: null, claim: null }).where(eq(feedStates.feedId, feedId));
    return true;
  }
  const lines = feed[lists[kind]].split("\n").filter((known) => known.trim() !== "");
  if (lines.some((known) => fold(known) === fold(line))) return false;
  await tx
    .update(feeds)
    .set({ [lists[kind]]: [...lines, line].join("\n"), ...changed() })
    .where(eq(feeds.id, feedId));
  return true;
}

/** Undoes `blockInFeed`: removes the line, or resumes the feed if it is still paused. */
export async function unblockInFeed(tx: Executor, feedId: number, kind: BlockKind, line: string): Promise<void> {
  const feed = await lockFeed(tx, feedId);
  if (!feed) return;
  if (kind === "feed") {
    if (feed.status !== "paused") return;
    await tx
      .update(feeds)
      .set({ status: "active", ...changed() })
      .where(eq(feeds.id, feedId));
    await tx.update(feedStates).set({ nextAt: new Date() }).where(eq(feedStates.feedId, feedId));
    return;
  }
  const kept = feed[lists[kind]].split("\n").filter((known) => fold(known) !== fold(line));
  await tx
    .update(feeds)
    .set({ [lists[kind]]: kept.join("\n"), ...changed() })
    .where(eq(feeds.id, feedId));
}

/** A policy form that is open elsewhere is refused. */
const changed = () => ({ updatedAt: new Date(), version: sql`${feeds.version} + 1` });

async function lockFeed(tx: Executor, feedId: number) {
  const [feed] = await tx
    .select({ status: feeds.status, blockedAuthors: feeds.blockedAuthors, blockedWords: feeds.blockedWords })
    .from(feeds)
    .where(eq(feeds.id, feedId))
    .for("no key update");
  return feed;
}
