import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ItemAction } from "#db/schema/syndication.ts";
import { feedItemDecisions, feedItems, feeds, members, sources } from "#db/schema.ts";
import { findDecisionInForce, listItemDecisions } from "./item-history.ts";
import { type InboxCursor, type InboxFilter, inboxItemsPerPage, inboxScanLimit } from "./rules.ts";

export interface DecidedRow {
  id: number;
  itemId: number;
  action: ItemAction;
  detail: Record<string, string | number>;
  at: Date;
  /** Null: a policy, or a deleted member. */
  member: string | null;
  memberId: number | null;
  title: string;
  source: string;
  articleId: number | null;
  /** It is the item's decision in force: it can be undone. */
  isInForce: boolean;
  /** The title of the skipped item that the row's item is merged into, and which keeps it out of the inbox. */
  keptOutBy: string | null;
}

/**
 * Lists decisions, newest first; a member's by their index. An action has no index: the page scans at most the next `inboxScanLimit`
 * decisions.
 */
export async function listDecidedItems(db: Executor, filter: InboxFilter, length = inboxItemsPerPage) {
  const { member, action, after } = filter;
  const rows = await db.execute<{ id: number; isHit: boolean; scanned: number }>(sql`
    with scanned as materialized (
      select d.id, d.action from ${feedItemDecisions} d
      where ${after ? sql`d.id < ${after.id}::bigint` : sql`true`} and ${member ? sql`d.member_id = ${member}::bigint` : sql`true`}
      order by d.id desc ${member ? sql`nulls last` : sql``} limit ${action ? inboxScanLimit : length + 1}
    )
    (select id, true as "isHit", (select count(*)::int from scanned) as scanned from scanned
      where ${action ? sql`action = ${action}` : sql`true`} order by id desc limit ${length + 1})
    union all (select id, false, (select count(*)::int from scanned) from scanned order by id limit 1)`);
  const found = rows.filter(({ isHit }) => isHit).map(({ id }) => Number(id));
  const ids = found.slice(0, length).sort((a, b) => b - a);
  const last = rows.find(({ isHit }) => !isHit);
  const isCutShort = action !== undefined && found.length <= length && last?.scanned === inboxScanLimit;
  const end = found.length > length ? ids.at(-1) : isCutShort && last ? Number(last.id) : undefined;
  const next: InboxCursor | undefined = end === undefined ? undefined : { id: end };
  return { rows: await readDecided(db, ids), next, isCutShort };
}

async function readDecided(db: Executor, ids: number[]): Promise<DecidedRow[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select({
      id: feedItemDecisions.id,
      itemId: feedItemDecisions.itemId,
      action: feedItemDecisions.action,
      detail: feedItemDecisions.detail,
      at: feedItemDecisions.createdAt,
      memberId: feedItemDecisions.memberId,
      member: members.name,
      title: feedItems.title,
      source: sources.name,
      articleId: feedItems.articleId,
      keptOutBy: sql<string | null>`(select left(o.title, 500) from ${feedItems} o
        where o.id = ${feedItems.duplicateOfId} and o.state = 'skipped' and ${feedItems.state} = 'merged')`,
    })
    .from(feedItemDecisions)
    .innerJoin(feedItems, sql`${feedItems.id} = ${feedItemDecisions.itemId}`)
    .innerJoin(feeds, sql`${feeds.id} = ${feedItems.feedId}`)
    .innerJoin(sources, sql`${sources.id} = ${feeds.sourceId}`)
    .leftJoin(members, sql`${members.id} = ${feedItemDecisions.memberId}`)
    .where(sql`${feedItemDecisions.id} in (${sql.join(ids, sql`, `)})`);
  const decisions = await listItemDecisions(db, [...new Set(rows.map(({ itemId }) => itemId))]);
  const inForce = new Set(
    rows.map(({ itemId }) => findDecisionInForce(decisions.filter((one) => one.itemId === itemId))?.id),
  );
  return rows.sort((a, b) => b.id - a.id).map((row) => ({ ...row, isInForce: inForce.has(row.id) }));
}

/** The members who decided among the newest decisions, for the filter. */
export async function listDeciders(db: Executor) {
  const rows = await db.execute<{ id: number; name: string }>(sql`
    select distinct m.id, m.name from (
      select member_id from ${feedItemDecisions} order by id desc limit ${inboxScanLimit}
    ) d join ${members} m on m.id = d.member_id order by m.name limit 100`);
  return rows.map(({ id, name }) => ({ id: Number(id), name }));
}
