import { asc, eq, gt, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import type { NoticeOutcome, NoticeState } from "#db/schema/dsa-notices.ts";
import { comments, dsaNotices } from "#db/schema.ts";
import type { NoticeGround } from "../rules.ts";

interface ExportedNotice {
  reference: string;
  createdAt: Date;
  ground: NoticeGround;
  address: string;
  explanation: string;
  name: string;
  email: string | null;
  state: NoticeState;
  outcome: NoticeOutcome | null;
  decidedAt: Date | null;
  reasons: string;
}

/** Rows in memory at a time. */
const batchSize = 500;

/**
 * All notices, oldest first, in batches, so that memory use does not grow with their number. The senders of notices
 * about comments of `viewerId` are left out.
 */
export async function* streamDsaNotices(db: Executor, viewerId: number): AsyncGenerator<ExportedNotice[]> {
  const isOwnComment = sql`${comments.memberId} is not distinct from ${viewerId}`;
  for (let after = 0; ; ) {
    const rows = await db
      .select({
        id: dsaNotices.id,
        reference: dsaNotices.reference,
        createdAt: dsaNotices.createdAt,
        ground: dsaNotices.ground,
        address: dsaNotices.address,
        explanation: dsaNotices.explanation,
        name: sql<string>`case when ${isOwnComment} then '' else ${dsaNotices.name} end`,
        email: sql<string | null>`case when ${isOwnComment} then null else ${dsaNotices.email} end`,
        state: dsaNotices.state,
        outcome: dsaNotices.outcome,
        decidedAt: dsaNotices.decidedAt,
        reasons: dsaNotices.reasons,
      })
      .from(dsaNotices)
      .leftJoin(comments, eq(comments.id, dsaNotices.commentId))
      .where(gt(dsaNotices.id, after))
      .orderBy(asc(dsaNotices.id))
      .limit(batchSize);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}
