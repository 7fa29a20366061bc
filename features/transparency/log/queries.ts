import { inArray, type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { members } from "#db/schema.ts";
import { hasReadersIn } from "#features/articles/queries.ts";
import {
  filterKinds,
  isAutomaticDecider,
  type LogFilter,
  type LogKind,
  type LogOutcome,
  parseLogKind,
} from "./rules.ts";

/** Lines per page. */
export const linesPerPage = 50;

export interface LogLine {
  id: number;
  subject: string;
  action: string;
  /** The anchor of the rule that was broken. */
  reason: string | null;
  /** The name of the rule that decided; null for a person. */
  rule: string | null;
  /** The moderator, if the site shows names. */
  by: { name: string; handle: string } | null;
  /** The article, if it is published. */
  article: { slug: string; title: string } | null;
  /** The comments that a ban cascaded to, without those with separate lines. */
  comments: number;
  /** The comment was removed with a ban, and that was appealed separately. */
  withBan: boolean;
  outcome: LogOutcome;
  outcomeAt: Date | null;
  /** The moderator who made the decision also decided its appeal, because nobody else could. */
  sole: boolean;
  at: Date;
}

/**
 * A comment removed with a ban is part of the ban's line, regardless of the filter. It has a separate line only if it
 * was appealed separately; the table's trigger then sets `listed`. The text matches the predicate of the index.
 */
const hasOwnLine = sql.raw("(listed or part_of is null or action not in ('remove', 'spam'))");

/** Whether a member has ever decided, so that their name may be in the log. */
export async function hasModerated(db: Executor, memberId: number): Promise<boolean> {
  const rows = await db.execute(sql`select 1 from moderation_decisions where actor_id = ${memberId} limit 1`);
  return rows.length > 0;
}

/** All kinds of lines: one index probe per kind, regardless of the number of lines. */
export async function listKinds(db: Executor): Promise<LogKind[]> {
  const rows = await db.execute<{ kind: string }>(sql`
    with recursive step as (
      (select kind from moderation_log where ${hasOwnLine} order by kind limit 1)
      union all
      select (select kind from moderation_log where kind > step.kind and ${hasOwnLine} order by kind limit 1) from step where step.kind is not null)
    select kind from step where kind is not null`);
  return rows.map(({ kind }) => parseLogKind(kind));
}

/** The moderators who decided, with the handles that URLs use, for the filter. */
export async function listDeciders(db: Executor, kinds: readonly LogKind[]) {
  const ids = [
    ...new Set(kinds.flatMap(({ decider }) => (decider.startsWith("member:") ? [Number(decider.slice(7))] : []))),
  ];
  if (ids.length === 0) return [];
  return db
    .select({ id: members.id, name: members.name, handle: members.handle })
    .from(members)
    .where(inArray(members.id, ids))
    .orderBy(members.name);
}

interface LogQuery {
  filter: LogFilter;
  /** The id of the last line of the previous page. */
  before?: number | undefined;
  /** The site's time zone, for months. */
  zone: string;
  /** Whether names are shown. */
  names: boolean;
}

export interface LogPage {
  lines: LogLine[];
  /** `before` of the next page; undefined on the last. */
  older: number | undefined;
  /** `before` of the previous page: null for the first page, undefined on the first. */
  newer: number | null | undefined;
}

/**
 * Lists a page of the log, newest first; undefined if `before` is not a line. Reads at most a page of each kind that
 * the filter matches, regardless of the size of the table.
 */
export async function listLog(db: Executor, query: LogQuery): Promise<LogPage | undefined> {
  const { filter, before, zone, names } = query;
  const kinds = filter.action || filter.reason || filter.by || filter.outcome ? await listKinds(db) : [];
  const deciders = filter.by?.startsWith("@") && names ? await listDeciders(db, kinds) : [];
  const matchingKinds = filterKinds(kinds, filter, new Map(deciders.map(({ id, handle }) => [handle, `member:${id}`])));
  const range = filter.month ? monthRange(filter.month, zone) : sql`true`;
  const position = before === undefined ? undefined : await linePosition(db, before);
  if (before !== undefined && !position) return undefined;
  const rows = await listLineIds(
    db,
    matchingKinds,
    [range, position && sql`(created_at, decision_id) < ${position}`],
    "desc",
  );
  const shown = rows.slice(0, linesPerPage);
  return {
    lines: await listLines(db, shown, names),
    older: rows.length > linesPerPage ? shown.at(-1) : undefined,
    newer: position ? await newerPageCursor(db, matchingKinds, range, position) : undefined,
  };
}

const monthRange = (month: string, zone: string) => sql`created_at >= ${`${month}-01`}::timestamp at time zone ${zone}
  and created_at < (${`${month}-01`}::timestamp + interval '1 month') at time zone ${zone}`;

/** Whether the log has a line with this id. */
export async function hasLogLine(db: Executor, id: number): Promise<boolean> {
  const rows = await db.execute(sql`select 1 from moderation_log where decision_id = ${id}`);
  return rows.length > 0;
}

/** The position of a line in the order, as SQL: JavaScript dates would lose microseconds. */
async function linePosition(db: Executor, id: number): Promise<SQL | undefined> {
  if (!(await hasLogLine(db, id))) return undefined;
  return sql`((select created_at from moderation_log where decision_id = ${id}), ${id}::bigint)`;
}

/** The ids of a page of lines in order, plus one. */
async function listLineIds(
  db: Executor,
  kinds: string[] | undefined,
  conditions: (SQL | undefined)[],
  order: "asc" | "desc",
) {
  if (kinds?.length === 0) return [];
  const where = sql.join(
    conditions.filter((condition) => condition !== undefined),
    sql` and `,
  );
  const by = sql.raw(`order by created_at ${order}, decision_id ${order} limit ${linesPerPage + 1}`);
  const rows = await db.execute<{ id: string }>(
    kinds === undefined
      ? sql`select decision_id as id from moderation_log where listed and ${where} ${by}`
      : sql`select decision_id as id
          from jsonb_array_elements_text(${JSON.stringify(kinds)}::jsonb) as chosen (kind)
          cross join lateral (
            select decision_id, created_at from moderation_log where moderation_log.kind = chosen.kind and ${hasOwnLine} and ${where} ${by}) as newest
          ${by}`,
  );
  return rows.map(({ id }) => Number(id));
}

/** `before` of the page that ends where this one begins; null if that is the first. */
async function newerPageCursor(
  db: Executor,
  kinds: string[] | undefined,
  range: SQL,
  position: SQL,
): Promise<number | null> {
  const rows = await listLineIds(db, kinds, [range, sql`(created_at, decision_id) >= ${position}`], "asc");
  return rows.length > linesPerPage ? (rows[linesPerPage] ?? null) : null;
}

async function listLines(db: Executor, ids: number[], names: boolean): Promise<LogLine[]> {
  if (ids.length === 0) return [];
  const rows = await db.execute<{
    id: string;
    subject: string;
    action: string;
    reason: string | null;
    decider: string;
    name: string | null;
    handle: string | null;
    slug: string | null;
    title: string | null;
    comments: number;
    with_ban: boolean;
    outcome: LogOutcome;
    outcome_at: string | null;
    sole: boolean;
    created_at: string;
  }>(sql`
    select l.decision_id as id, l.subject, l.action, l.reason, l.decider, l.outcome, l.outcome_at, l.created_at,
      a.slug, a.title, m.name, m.handle,
      exists (select 1 from appeals as q join appeal_outcomes as o on o.appeal_id = q.id where q.decision_id = l.decision_id and o.decided_by_same_moderator) as sole,
      case when l.action = 'ban' then (select count(*)::int from moderation_log as p where p.part_of = l.decision_id and not p.listed) else 0 end as comments,
      exists (select 1 from moderation_log as head where head.decision_id = l.part_of and head.subject = 'member') as with_ban
    from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) with ordinality as requested (id, position)
    join moderation_log as l on l.decision_id = requested.id::bigint
    left join articles as a on a.id = l.article_id and ${hasReadersIn(sql`a`)}
    left join members as m on ${names} and m.deleted_at is null
      and m.id = case when l.decider like 'member:%' then substr(l.decider, 8)::bigint end
    order by requested.position`);
  return rows.map((row) => ({
    id: Number(row.id),
    subject: row.subject,
    action: row.action,
    reason: row.reason,
    rule: isAutomaticDecider(row.decider) ? row.decider.slice("rule:".length) : null,
    by: row.name !== null && row.handle !== null ? { name: row.name, handle: row.handle } : null,
    article: row.slug !== null && row.title !== null ? { slug: row.slug, title: row.title } : null,
    comments: row.comments,
    withBan: row.with_ban,
    outcome: row.outcome,
    outcomeAt: row.outcome_at === null ? null : new Date(row.outcome_at),
    sole: row.sole,
    at: new Date(row.created_at),
  }));
}

/** The months with lines, newest first, in the site's time zone: one index probe per month. */
export async function listMonths(db: Executor, zone: string): Promise<string[]> {
  const rows = await db.execute<{ month: string }>(sql`
    with recursive step as (
      select date_trunc('month', (select max(created_at) from moderation_log) at time zone ${zone}) as month
      union all
      select date_trunc('month', (select max(created_at) from moderation_log where created_at < step.month at time zone ${zone}) at time zone ${zone})
      from step where step.month is not null)
    select to_char(month, 'YYYY-MM') as month from step where month is not null`);
  return rows.map(({ month }) => month);
}
