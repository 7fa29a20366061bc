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
export const recordActivity = (tx: Executor, activity: ActivityInput): Promise<void> =>
  recordActivities(tx, [activity]);

/** Records several actions at once. */
export async function recordActivities(tx: Executor, activities: ActivityInput[]): Promise<void> {
  if (activities.length === 0) return;
  await tx
    .insert(activityLog)
    .values(
      activities.map(({ kind, actorId, subjectId = null, detail = {} }) => ({ kind, actorId, subjectId, detail })),
    );
}
