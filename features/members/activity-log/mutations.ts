import type { Executor } from "#db/client.ts";
import type { ActivityDetail } from "#db/schema/activity-log.ts";
import { activityLog } from "#db/schema.ts";
import type { RecordedKind } from "./rules.ts";

interface ActivityInput {
  kind: RecordedKind;
  /** Null for the command line. */
  actorId: number | null;
  /** The id of the member, the article, the invitation or the feed, depending on the kind. */
  subjectId?: number | null;
  detail?: ActivityDetail;
}

/** Records an action of a staff member permanently, in the transaction of the action. Stores ids and roles, never names. */
export async function recordActivity(tx: Executor, { kind, actorId, subjectId = null, detail = {} }: ActivityInput) {
  await tx.insert(activityLog).values({ kind, actorId, subjectId, detail });
}
