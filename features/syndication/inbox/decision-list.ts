import { type SQL, sql } from "drizzle-orm";
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
  /** The item that the row's item is merged into, if any. If it was skipped, the row's item stays out of the inbox. */
  first: { title: string; source: string; isSkipped: boolean } | null;
}

/** The ids of all members who decided, then a null to be ignored. Reads one index entry per member (a loose index scan). */
const deciders = sql`deciders (id) as (
  select min(member_id) from ${feedItemDecisions}
  union all
  select (select min(d.member_id) from ${feedItemDecisions} d where d.member_id > deciders.id) from deciders where deciders.id is not null)`;

/**
 * Lists decisions, newest first. The team's are read per member along an index, because many automatic ones may lie between them. Filters by
 * action, and for duplicates of skipped items, have no index: the page scans at most the next `inboxScanLimit` decisions (of each member).
 */
export async function listDecidedItems(db: Executor, filter: InboxFilter, length = inboxItemsPerPage) {
  const { scope, member, action, after } = filter;
  const isScan = action !== undefined || scope === "duplicatesOfSkipped";
  const scan = isScan ? inboxScanLimit : length + 1;
  const newest = (by: SQL) => sql`
    select d.id, d.action, d.item_id from ${feedItemDecisions} d
    where ${by} and ${after ? sql`d.id < ${after.id}::bigint` : sql`true`}
    order by d.member_id, d.id desc nulls last limit ${scan}`;
  const window = member
    ? newest(sql`d.member_id = ${member}::bigint`)
    : scope === "automatic" || scope === "duplicatesOfSkipped"
      ? newest(sql`d.member_id is null`)
      : sql`select d.id, d.action, d.item_id from deciders cross join lateral (${newest(sql`d.member_id = deciders.id`)}) d
          order by d.id desc limit ${scan}`;
  const conditions = [
    ...(action ? [sql`s.action = ${action}`] : []),
    ...(scope === "duplicatesOfSkipped" ? [sql`s.action = 'merge' and ${isDuplicateOfSkipped(sql`s.item_id`)}`] : []),
  ];
  const rows = await db.execute<{ id: number; isHit: boolean; scanned: number }>(sql`
    with recursive ${deciders}, scanned as materialized (${window})
    (select s.id, true as "isHit", (select count(*)::int from scanned) as scanned from scanned s
      where ${conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`} order by s.id desc limit ${length + 1})
    union all (select id, false, (select count(*)::int from scanned) from scanned order by id limit 1)`);
  const found = rows.filter(({ isHit }) => isHit).map(({ id }) => Number(id));
  const ids = found.slice(0, length).sort((a, b) => b - a);
  const last = rows.find(({ isHit }) => !isHit);
  const isCutShort = isScan && found.length <= length && last?.scanned === inboxScanLimit;
  const end = found.length > length ? ids.at(-1) : isCutShort && last ? Number(last.id) : undefined;
  const next: InboxCursor | undefined = end === undefined ? undefined : { id: end };
  return { rows: await readDecided(db, ids), next, isCutShort };
}

/** Whether an item is merged into one that was skipped. */
const isDuplicateOfSkipped = (itemId: SQL) => sql`exists (
  select from ${feedItems} i join ${feedItems} o on o.id = i.duplicate_of_id
  where i.id = ${itemId} and i.state = 'merged' and o.state = 'skipped')`;

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
      first: sql<DecidedRow["first"]>`(
        select json_build_object('title', left(o.title, 500), 'source', c.name, 'isSkipped', o.state = 'skipped')
        from ${feedItems} o join ${feeds} g on g.id = o.feed_id join ${sources} c on c.id = g.source_id
        where o.id = ${feedItems.duplicateOfId} and ${feedItems.state} = 'merged')`,
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

/** The members who decided, for the filter. */
export async function listDeciders(db: Executor) {
  const rows = await db.execute<{ id: number; name: string }>(sql`
    with recursive ${deciders} select m.id, m.name from deciders join ${members} m on m.id = deciders.id order by m.name limit 100`);
  return rows.map(({ id, name }) => ({ id: Number(id), name }));
}
