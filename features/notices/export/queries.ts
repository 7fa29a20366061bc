import { asc, gt } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { notices } from "#db/schema.ts";
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

/** All notices, the oldest first, as they come from the database: a hundred thousand need no more memory than one. */
export async function* streamNotices(db: Executor): AsyncGenerator<NoticeRow[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .select({
        id: notices.id,
        reference: notices.reference,
        createdAt: notices.createdAt,
        ground: notices.ground,
        address: notices.address,
        explanation: notices.explanation,
        name: notices.name,
        email: notices.email,
        state: notices.state,
        outcome: notices.outcome,
        decidedAt: notices.decidedAt,
        reasons: notices.reasons,
      })
      .from(notices)
      .where(gt(notices.id, after))
      .orderBy(asc(notices.id))
      .limit(rowsAtOnce);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}
