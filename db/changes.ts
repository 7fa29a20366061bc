import { sql } from "drizzle-orm";
import type { Executor } from "./client.ts";

/** The channel on which changed cache tags travel from any process (web, worker, command line) to every web process. */
export const changesChannel = "vigie_changes";

/** Carried by every cached read: clearing it refreshes all. */
export const everythingTag = "site";

/** Above this many tags one clear of everything is cheaper than many, and NOTIFY's 8,000 bytes are safe. */
const mostTags = 60;

/**
 * Says in the same transaction which cache tags a change touches; delivered at commit, never on rollback.
 * An empty list says nothing.
 */
export async function announce(tx: Executor, tags: string[]): Promise<void> {
  const unique = [...new Set(tags)];
  if (unique.length === 0) return;
  const payload = JSON.stringify(unique);
  const sent = unique.length > mostTags || payload.length > 7_000 ? JSON.stringify([everythingTag]) : payload;
  await tx.execute(sql`select pg_notify(${changesChannel}, ${sent})`);
}

/** The channel on which readers of a page that is open are told something at once. */
export const liveChannel = "vigie_live";

export interface LiveMessage {
  /** What it is about: `article:12`. */
  topic: string;
  /** Grows within a topic, so that who was away can say where they stopped. */
  id: number;
  data: unknown;
}

/** Tells whoever has a stream on `topic` open, in every web process, at commit. After the tags announced before it in the transaction. */
export async function tellLive(tx: Executor, message: LiveMessage): Promise<void> {
  await tx.execute(sql`select pg_notify(${liveChannel}, ${JSON.stringify(message)})`);
}
