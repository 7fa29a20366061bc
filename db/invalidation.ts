import { is, sql } from "drizzle-orm";
import { PgTransaction } from "drizzle-orm/pg-core";
import type { Executor } from "./client.ts";
import { type AddedChange, type CommitPosition, noteChanges, publishChanges } from "./commit-hooks.ts";
import { primaryTimelineSql } from "./schema/columns.ts";

/** The channel on which a process notifies all others that the change log has new rows. */
export const changesChannel = "vigie_changes";

/** On every cached read: invalidating it refreshes everything. */
export const everythingTag = "site";

/** Above this many tags one invalidation of everything is cheaper. */
const maxTags = 500;

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

/** A message for readers with an open page. */
export interface LiveMessage {
  /** The subject: `article:12`. */
  topic: string;
  /** Increases within a topic, so that a reader who was disconnected can say where they stopped. */
  id: number;
  data: unknown;
}

/**
 * Records in the caller's transaction which cache tags a change affects. Every web process reads it once it is committed,
 * this one at once; nobody reads it after a rollback. An empty list records nothing.
 */
export async function invalidateTags(tx: Executor, tags: string[], urgency: Urgency = "now"): Promise<void> {
  if (tags.length > 0) await recordChange(tx, { tags, urgency }, []);
}

/**
 * `invalidateTags` and `publishLiveMessages` in one row: the pages are invalidated before readers are notified of the
 * change.
 */
export async function invalidateAndPublish(
  tx: Executor,
  { invalidation, messages }: { invalidation: Invalidation; messages: LiveMessage[] },
): Promise<void> {
  if (invalidation.tags.length + messages.length > 0) await recordChange(tx, invalidation, messages);
}

/**
 * Sends messages to all streams open on their topics, in every web process, at commit, after the tags recorded before it
 * in the transaction.
 */
export async function publishLiveMessages(tx: Executor, ...messages: LiveMessage[]): Promise<void> {
  if (messages.length > 0) await recordChange(tx, { tags: [], urgency: "soon" }, messages);
}

async function recordChange(
  tx: Executor,
  { tags, urgency }: Invalidation,
  messages: readonly LiveMessage[],
): Promise<void> {
  const unique = [...new Set(tags)];
  const kept = unique.length > maxTags ? [everythingTag] : unique;
  const sent = messages.length > 0 ? JSON.stringify(messages) : null;
  const [row] = await tx.execute<{ id: string; timeline: number; xid: string }>(sql`
    insert into changes (tags, urgency, messages)
    values (array(select jsonb_array_elements_text(${JSON.stringify(kept)}::jsonb)), ${urgency}, ${sent}::jsonb)
    returning id, timeline, xid::text as xid`);
  if (!row) throw new Error("A change was not recorded.");
  const change: AddedChange = {
    id: Number(row.id),
    timeline: row.timeline,
    xid: BigInt(row.xid),
    tags: kept,
    urgency,
  };
  // If the transaction was not started by a guarded pool, other processes find the change at their next read.
  if (noteChanges([change]) || is(tx, PgTransaction)) return;
  publishChanges([change], () => notifyOthers(tx));
}

/** The columns `timeline` and `xid` of a statement: its transaction, as rows of the change log name it. */
export const commitColumns = sql`${primaryTimelineSql} as timeline, pg_current_xact_id()::text as xid`;

/**
 * Makes this process and the others read the change log after `tx`, in which a database function has written to it.
 * `transaction`: the `commitColumns` of its statement.
 */
export function announceChanges(tx: Executor, transaction: { timeline: number; xid: string }): void {
  const position: CommitPosition = { timeline: transaction.timeline, xid: BigInt(transaction.xid) };
  if (!noteChanges([], position) && !is(tx, PgTransaction)) publishChanges([], () => notifyOthers(tx), position);
}

/** Without it, or if it fails, the others read the change a moment later. */
function notifyOthers(db: Executor): void {
  db.execute(sql`select pg_notify(${changesChannel}, '')`).catch(() => {});
}
