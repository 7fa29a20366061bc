import { sql } from "drizzle-orm";
import type { Executor } from "./client.ts";

/** The channel that carries changed cache tags from any process (web, worker, command line) to every web process. */
export const invalidationChannel = "vigie_changes";

/** On every cached read: invalidating it refreshes everything. */
export const everythingTag = "site";

/** Above this many tags one invalidation of everything is cheaper, and NOTIFY's 8,000 bytes are not exceeded. */
const maxTags = 60;

/**
 * How soon readers must see a change, and whether they may see the former page while the database is unavailable
 * (docs/decisions/030). `now`: with their next request, and never the former page: something was removed, corrected or
 * decided; when in doubt, use this one. `update`: with their next request too, but nothing was removed (a publication, a new
 * order): while pages cannot be rendered, the former one may be shown. `soon`: something was added (a comment, a vote);
 * anonymous readers may see the page without it for a moment, so that a burst does not cost a render for each
 * (docs/decisions/016).
 */
export type Urgency = "now" | "update" | "soon";

export interface Invalidation {
  tags: string[];
  urgency: Urgency;
}

/**
 * Announces in the caller's transaction which cache tags a change affects; delivered at commit, never on rollback. An
 * empty list announces nothing.
 */
export async function invalidateTags(tx: Executor, tags: string[], urgency: Urgency = "now"): Promise<void> {
  if (tags.length === 0) return;
  await tx.execute(sql`select pg_notify(${invalidationChannel}, ${toPayload(tags, urgency)})`);
}

/**
 * `invalidateTags` and `publishLiveMessages` in one statement. PostgreSQL delivers in this order, so the pages are
 * invalidated before readers are notified of the change. Make it the last statement of a transaction, because PostgreSQL
 * commits notifications under one lock for the whole server.
 */
export async function invalidateAndPublish(
  tx: Executor,
  { invalidation: { tags, urgency }, messages }: { invalidation: Invalidation; messages: LiveMessage[] },
): Promise<void> {
  if (messages.length === 0) return invalidateTags(tx, tags, urgency);
  const payloads = JSON.stringify(messages.map((message) => JSON.stringify(message)));
  await tx.execute(sql`
    select pg_notify(${invalidationChannel}, ${toPayload(tags, urgency)})
    union all select pg_notify(${liveChannel}, payload) from jsonb_array_elements_text(${payloads}::jsonb) as payload`);
}

function toPayload(tags: string[], urgency: Urgency): string {
  const unique = [...new Set(tags)];
  const payload = formatPayload(unique, urgency);
  return unique.length > maxTags || payload.length > 7_000 ? formatPayload([everythingTag], urgency) : payload;
}

/** A plain list is urgent, so that a process of another version without urgencies is never too late. */
const formatPayload = (tags: string[], urgency: Urgency) =>
  JSON.stringify(urgency === "now" ? tags : { [urgency]: tags });

/** Parses an announcement. A malformed one invalidates everything. */
export function parseInvalidation(payload: string): Invalidation {
  const isTags = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((tag) => typeof tag === "string");
  try {
    const parsed: unknown = JSON.parse(payload);
    if (isTags(parsed)) return { tags: parsed, urgency: "now" };
    if (typeof parsed === "object" && parsed !== null) {
      if ("soon" in parsed && isTags(parsed.soon)) return { tags: parsed.soon, urgency: "soon" };
      if ("update" in parsed && isTags(parsed.update)) return { tags: parsed.update, urgency: "update" };
    }
  } catch {
    // Handled below.
  }
  return { tags: [everythingTag], urgency: "now" };
}

/** The channel of messages to readers with an open page. */
export const liveChannel = "vigie_live";

export interface LiveMessage {
  /** The subject: `article:12`. */
  topic: string;
  /** Increases within a topic, so that a reader who was disconnected can say where they stopped. */
  id: number;
  data: unknown;
}

/**
 * Sends messages to all streams open on their topics, in every web process, at commit, after the tags announced before
 * it in the transaction.
 */
export async function publishLiveMessages(tx: Executor, ...messages: LiveMessage[]): Promise<void> {
  if (messages.length === 0) return;
  const payloads = JSON.stringify(messages.map((message) => JSON.stringify(message)));
  await tx.execute(
    sql`select pg_notify(${liveChannel}, payload) from jsonb_array_elements_text(${payloads}::jsonb) as payload`,
  );
}
