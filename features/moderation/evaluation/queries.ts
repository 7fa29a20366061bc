import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { CommentStatus } from "#db/schema/comments.ts";

/** Comments read at a time. */
const batchSize = 100;
/** A visible comment counts as good from this age on: until then nobody may have looked at it. */
const minAgeHours = 24;
/** The days by which the present volume is measured. */
const volumeDays = 28;

/** What moderators did with a comment: `undecided` if no person's decision in force says it, and it is not old enough to count as good. */
export type CommentOutcome = "approved" | "refused" | "undecided";

export interface StoredComment {
  id: number;
  articleId: number;
  memberId: number | null;
  authorName: string;
  createdAt: Date;
  status: CommentStatus;
  bodyHtml: string;
  outcome: CommentOutcome;
}

/** The statuses that count as decided; a pending comment waits for its decision. */
const decidedStatuses = ["visible", "rejected", "spam", "removed"] as const;

/**
 * Streams comments with what moderators decided about them, newest first, without deleted ones, by keyset on the index of
 * each status.
 *
 * A person's last decision in force determines the outcome: undone decisions, decisions of rules, and the removal of all comments with a ban
 * (which judges the member) count for nothing. Without one, a comment that is visible for a day and that nobody reported is good, also an
 * imported one.
 * @param only `decided`: without comments whose outcome is undecided
 */
export async function* streamComments(
  db: Executor,
  { limit, only, now = new Date() }: { limit: number; only: "decided" | "all"; now?: Date },
): AsyncGenerator<StoredComment> {
  const statuses = only === "decided" ? decidedStatuses : ([...decidedStatuses, "pending"] as const);
  const isOldBefore = new Date(now.getTime() - minAgeHours * 3_600_000).toISOString();
  let last: Pick<StoredComment, "id" | "createdAt"> | undefined;
  for (let yielded = 0; yielded < limit; ) {
    const size = Math.min(batchSize, only === "all" ? limit - yielded : batchSize);
    const rows = await readBatch(db, { statuses, isOldBefore, last, size });
    for (const row of rows) {
      if (only === "decided" && row.outcome === "undecided") continue;
      yield row;
      yielded += 1;
      if (yielded >= limit) return;
    }
    if (rows.length < size) return;
    last = rows.at(-1);
  }
}

interface Batch {
  statuses: readonly CommentStatus[];
  isOldBefore: string;
  last: Pick<StoredComment, "id" | "createdAt"> | undefined;
  size: number;
}

async function readBatch(db: Executor, { statuses, isOldBefore, last, size }: Batch): Promise<StoredComment[]> {
  const before = last && sql`and (created_at, id) < (${last.createdAt.toISOString()}::timestamptz, ${last.id})`;
  // Matches the index, status by status: PostgreSQL merges the newest of each instead of sorting all comments.
  const newest = statuses.map(
    (status) => sql`(
      select id, article_id, member_id, author_name, created_at, status, body_html from comments
      where status = ${status} and deleted_at is null ${before}
      order by created_at desc nulls last, id desc nulls last limit ${size})`,
  );
  const rows = await db.execute<{
    id: string;
    articleId: string;
    memberId: string | null;
    authorName: string;
    createdAt: string;
    status: CommentStatus;
    bodyHtml: string;
    outcome: CommentOutcome;
  }>(sql`
    select c.id, c.article_id as "articleId", c.member_id as "memberId", coalesce(m.name, c.author_name) as "authorName",
      to_json(c.created_at) #>> '{}' as "createdAt", c.status, c.body_html as "bodyHtml",
      case
        when decided.action in ('approve', 'restore') and c.status = 'visible' then 'approved'
        when decided.action in ('reject', 'spam', 'remove') and c.status in ('rejected', 'spam', 'removed') then 'refused'
        when decided.action is null and c.status = 'visible' and c.created_at < ${isOldBefore}::timestamptz
          and not exists (select from moderation_queue as q where q.comment_id = c.id) then 'approved'
        else 'undecided' end as outcome
    from (
      select * from (${sql.join(newest, sql` union all `)}) as of_each
      order by created_at desc nulls last, id desc nulls last limit ${size}
    ) as c
    left join members as m on m.id = c.member_id
    left join lateral (
      select d.action from moderation_decisions as d
      left join moderation_decisions as head on head.id = d.part_of
      where d.subject = 'comment' and d.subject_id = c.id and d.actor_id is not null
        and d.action in ('approve', 'restore', 'reject', 'spam', 'remove')
        and (head.subject is null or head.subject = 'comment' or d.action = 'spam')
        and not exists (select from moderation_decisions as u where u.reverts in (d.id, d.part_of))
      order by d.id desc limit 1
    ) as decided on true
    order by c.created_at desc, c.id desc`);
  return rows.map((row) => ({
    ...row,
    id: Number(row.id),
    articleId: Number(row.articleId),
    memberId: row.memberId === null ? null : Number(row.memberId),
    createdAt: new Date(row.createdAt),
  }));
}

/** Counts the comments of the last four weeks, per day. */
export async function readDailyVolume(db: Executor): Promise<number> {
  const [row] = await db.execute<{ count: number }>(sql`
    select count(*)::int as count from comments
    where status = any(enum_range(null::comment_status)) and created_at > now() - make_interval(days => ${volumeDays})`);
  return (row?.count ?? 0) / volumeDays;
}
