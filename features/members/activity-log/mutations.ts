import type { Executor } from "#db/client.ts";
import type { ActivityDetail } from "#db/schema/activity-log.ts";
import { activityLog } from "#db/schema.ts";
import type { RecordedKind } from "./rules.ts";

interface ActivityInput {
  kind: RecordedKind;
  /** Null: the command line. */
  actorId: number | null;
  /** The member, the article or the invitation that it is about, as the kind says. */
  subjectId?: number | null;
  detail?: ActivityDetail;
}

/** Notes what somebody of the staff did: in the transaction that does it, for ever. Numbers and roles only, never a name. */
export async function recordActivity(tx: Executor, { kind, actorId, subjectId = null, detail = {} }: ActivityInput) {
  await tx.insert(activityLog).values({ kind, actorId, subjectId, detail });
}
