import { sql } from "drizzle-orm";
import type { Executor } from "./client.ts";

/** The channel on which changed cache tags travel from any process (web, worker, command line) to every web process. */
export const invalidationChannel = "vigie_changes";

/** Carried by every cached read: clearing it refreshes all. */
export const everythingTag = "site";

/** Above this many tags one clear of everything is cheaper than many, and NOTIFY's 8,000 bytes are safe. */
const maxTags = 60;

/**
 * How soon readers must see a change, and whether they may see what was before it while the database is away (docs/decisions/030).
 * `now`: with their next request, and never what was before: something was taken away, corrected or decided; in doubt this.
 * `update`: with their next request too, but nothing was taken back (a publication, a new order): while pages cannot be made, the old one may be shown.
 * `soon`: something was added to what is there (a comment, a vote); who is not signed in may see the page without it for a moment, so that a
 * burst is not a render for each (docs/decisions/016).
 */
export type Urgency = "now" | "update" | "soon";

export interface Invalidation {
  tags: string[];
  urgency: Urgency;
}

/**
 * Says in the same transaction which cache tags a change touches; delivered at commit, never on rollback.
 * An empty list says nothing.
 */
export async function invalidateTags(tx: Executor, tags: string[], urgency: Urgency = "now"): Promise<void> {
  const unique = [...new Set(tags)];
  if (unique.length === 0) return;
  const payload = formatPayload(unique, urgency);
  const sent = unique.length > maxTags || payload.length > 7_000 ? formatPayload([everythingTag], urgency) : payload;
  await tx.execute(sql`select pg_notify(${invalidationChannel}, ${sent})`);
}

/** A list is urgent, so that a process of another version that knows no urgency is never too late. */
const formatPayload = (tags: string[], urgency: Urgency) =>
  JSON.stringify(urgency === "now" ? tags : { [urgency]: tags });

/** What an announcement says. What cannot be read might have been anything. */
export function parseInvalidation(payload: string): Invalidation {
  const isTags = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((tag) => typeof tag === "string");
  try {
    const said: unknown = JSON.parse(payload);
    if (isTags(said)) return { tags: said, urgency: "now" };
    if (typeof said === "object" && said !== null) {
      if ("soon" in said && isTags(said.soon)) return { tags: said.soon, urgency: "soon" };
      if ("update" in said && isTags(said.update)) return { tags: said.update, urgency: "update" };
    }
  } catch {
    // Below.
  }
  return { tags: [everythingTag], urgency: "now" };
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

/** Tells whoever has a stream on the messages' topics open, in every web process, at commit. After the tags announced before it in the transaction. */
export async function publishLiveMessages(tx: Executor, ...messages: LiveMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const payloads = JSON.stringify(messages.map((message) => JSON.stringify(message)));
  await tx.execute(
    sql`select pg_notify(${liveChannel}, said) from jsonb_array_elements_text(${payloads}::jsonb) as said`,
  );
}
