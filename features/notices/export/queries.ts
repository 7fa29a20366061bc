import { asc, eq, gt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { comments, notices } from "#db/schema.ts";
import type { Ground, NoticeOutcome, NoticeState } from "../rules.ts";

export interface NoticeRow {
  reference: string;
  createdAt: Date;
  ground: Ground;
  address: string;
  explanation: string;
  name: string;
  email: string | null;
  state: NoticeState;
  outcome: NoticeOutcome | null;
  decidedAt: Date | null;
  reasons: string;
}

/** Rows held at once while exporting. */
const rowsAtOnce = 500;

/**
 * All notices, the oldest first, as they come from the database: a hundred thousand need no more memory than one. Without the senders of those
 * about comments of `viewerId`.
 */
export async function* streamNotices(db: Executor, viewerId: number): AsyncGenerator<NoticeRow[]> {
  const own = sql`${comments.memberId} is not distinct from ${viewerId}`;
  for (let after = 0; ; ) {
    const rows = await db
      .select({
        id: notices.id,
        reference: notices.reference,
        createdAt: notices.createdAt,
        ground: notices.ground,
        address: notices.address,
        explanation: notices.explanation,
        name: sql<string>`case when ${own} then '' else ${notices.name} end`,
        email: sql<string | null>`case when ${own} then null else ${notices.email} end`,
        state: notices.state,
        outcome: notices.outcome,
        decidedAt: notices.decidedAt,
        reasons: notices.reasons,
      })
      .from(notices)
      .leftJoin(comments, eq(comments.id, notices.commentId))
      .where(gt(notices.id, after))
      .orderBy(asc(notices.id))
      .limit(rowsAtOnce);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}
