import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleDrafts, articleSchedules, unpublishedArticles } from "#db/schema.ts";
import { type ListRow, loadListRows } from "./queries.ts";

/** Rows of each list; the newsroom's list shows the rest. */
export const maxOverviewRows = 5;

export interface Overview {
  /** Failed publications, then scheduled ones, the next first. */
  planned: ListRow[];
  /** Drafts that this member created or saved last, most recent first. */
  underway: ListRow[];
}

/**
 * Reads what a member sees first in the newsroom. `ownOnly` for contributors. Scans one member's drafts and the
 * schedule, both small beside the articles.
 */
export async function readOverview(db: Executor, memberId: number, ownOnly: boolean): Promise<Overview> {
  const own = sql`d.owner_id = ${memberId}`;
  const [planned, underway] = await Promise.all([
    db.execute<{ id: number }>(sql`
      select s.article_id as id from ${articleSchedules} s
      ${ownOnly ? sql`join ${articleDrafts} d on d.article_id = s.article_id and ${own}` : sql``}
      order by s.failure is null, s.publish_at, s.article_id limit ${maxOverviewRows}`),
    db.execute<{ id: number }>(sql`
      select d.article_id as id from ${articleDrafts} d left join ${unpublishedArticles} u on u.article_id = d.article_id
      where ${ownOnly ? own : sql`(${own} or d.saved_by = ${memberId})`}
        and (u.status = 'draft' or (u.status is null and d.content is not null))
      order by d.saved_at desc, d.article_id desc limit ${maxOverviewRows}`),
  ]);
  const rows = await loadListRows(db, [...new Set([...planned, ...underway].map(({ id }) => Number(id)))]);
  const known = new Map(rows.map((row) => [row.id, row]));
  const shown = (found: readonly { id: number }[]) => found.flatMap(({ id }) => known.get(Number(id)) ?? []);
  return { planned: shown(planned), underway: shown(underway) };
}
