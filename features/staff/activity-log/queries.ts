import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { ActivityDetail } from "#db/schema/activity-log.ts";
import {
  type ActivityActor,
  type ActivityCursor,
  type ActivityKind,
  type ActivitySource,
  articleKinds,
  feedKinds,
} from "#features/members/activity-log/rules.ts";

/** The entries on one page. */
export const entriesPerPage = 50;

export interface ActivityEntry extends ActivityCursor {
  kind: ActivityKind;
  /** Null for the command line. `name` is null if the member no longer exists. */
  actor: { id: number; name: string | null } | null;
  /** The member, the invitation or the source of the feed, with the current name. */
  subject: { id: number; name: string | null } | null;
  article: { id: number; title: string | null } | null;
  /** The key of a setting. */
  key: string | null;
  detail: ActivityDetail;
}

interface ActivityFilter {
  kind?: ActivityKind | undefined;
  actor?: ActivityActor | undefined;
  after?: ActivityCursor | undefined;
}

/**
 * Lists staff activity, newest first, one entry more than a page. Reads each of the three tables along its own index from the cursor, so a
 * page reads at most three pages' rows; names are current.
 */
export async function listActivity(db: Executor, filter: ActivityFilter = {}): Promise<ActivityEntry[]> {
  const { kind } = filter;
  const parts = [
    ...(kind === "setting" || kind === "correction" ? [] : [selectActivities(filter)]),
    ...(kind === undefined || kind === "correction" ? [selectCorrections(filter)] : []),
    ...(kind === undefined || kind === "setting" ? [selectSettingChanges(filter)] : []),
  ];
  const rows = await db.execute<Row>(sql`
    select l.*, actor.name as actor_name, coalesce(member.name, invitation.name, feed_source.name) as subject_name, article.title
    from (
      select * from (${sql.join(parts, sql` union all `)}) as one (source, id, kind, actor_id, subject_id, about_article, key, detail, at)
      order by at desc, source desc, id desc limit ${entriesPerPage + 1}) as l
    left join members as actor on actor.id = l.actor_id
    left join members as member on l.kind in ('joined', 'role', 'expertiseGranted', 'expertiseWithdrawn') and member.id = l.subject_id
    left join staff_invitations as invitation on l.kind in ('invited', 'invitedAgain') and invitation.id = l.subject_id
    left join feeds as feed on l.kind in ${feedKinds} and feed.id = l.subject_id
    left join sources as feed_source on feed_source.id = feed.source_id
    left join articles as article on l.about_article and article.id = l.subject_id
    order by l.at desc, l.source desc, l.id desc`);
  return rows.map(toEntry);
}

type Row = {
  source: ActivitySource;
  id: string;
  kind: ActivityKind;
  actor_id: string | null;
  subject_id: string | null;
  about_article: boolean;
  key: string | null;
  detail: ActivityDetail;
  at: string;
  actor_name: string | null;
  subject_name: string | null;
  title: string | null;
};

function toEntry(row: Row): ActivityEntry {
  const subject = row.subject_id === null ? null : Number(row.subject_id);
  return {
    at: new Date(row.at),
    source: row.source,
    id: Number(row.id),
    kind: row.kind,
    key: row.key,
    detail: row.detail,
    actor: row.actor_id === null ? null : { id: Number(row.actor_id), name: row.actor_name },
    subject: subject === null || row.about_article ? null : { id: subject, name: row.subject_name },
    article: subject === null || !row.about_article ? null : { id: subject, title: row.title },
  };
}

function selectActivities(filter: ActivityFilter): SQL {
  const kind = filter.kind ? sql`kind = ${filter.kind}` : undefined;
  return selectAfterCursor(
    sql`select 'activity' as source, id, kind, actor_id, subject_id,
    kind in ${articleKinds} as about_article, null as key, detail, created_at as at from activity_log`,
    "activity",
    filter,
    sql`actor_id`,
    kind,
  );
}

function selectCorrections(filter: ActivityFilter): SQL {
  return selectAfterCursor(
    sql`select 'correction', id, 'correction', member_id, article_id, true, kind, '{}'::jsonb, created_at from corrections`,
    "correction",
    filter,
    sql`member_id`,
  );
}

function selectSettingChanges(filter: ActivityFilter): SQL {
  return selectAfterCursor(
    sql`select 'setting', id, 'setting', actor_id, null::bigint, false, key, '{}'::jsonb, created_at from setting_changes`,
    "setting",
    filter,
    sql`actor_id`,
  );
}

/** Selects one table's part of a page, from the cursor on. */
function selectAfterCursor(
  select: SQL,
  source: ActivitySource,
  { actor, after }: ActivityFilter,
  actorColumn: SQL,
  more?: SQL,
): SQL {
  const conditions = [
    ...(more ? [more] : []),
    ...(actor === undefined ? [] : [actor === "line" ? sql`${actorColumn} is null` : sql`${actorColumn} = ${actor}`]),
    ...(after
      ? [sql`(created_at, id) < (${after.at.toISOString()}::timestamptz, ${maxIdAt(source, after)}::bigint)`]
      : []),
  ];
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  return sql`(${select} ${where} order by created_at desc, id desc limit ${entriesPerPage + 1})`;
}

/**
 * Returns the id below which this table's rows of the cursor's own timestamp follow the cursor: at one timestamp the tables come one after
 * the other.
 */
function maxIdAt(source: ActivitySource, after: ActivityCursor): number {
  if (source === after.source) return after.id;
  return source < after.source ? Number.MAX_SAFE_INTEGER : 0;
}
