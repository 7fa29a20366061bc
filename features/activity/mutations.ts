import type { Executor } from "#db/client.ts";
import type { ActivityDetail } from "#db/schema/staff.ts";
import { activities } from "#db/schema.ts";
import type { NotedKind } from "./rules.ts";

export interface Activity {
  kind: NotedKind;
  /** Null: the command line. */
  actorId: number | null;
  /** The member, the article or the invitation that it is about, as the kind says. */
  subjectId?: number | null;
  detail?: ActivityDetail;
}

/** Notes what somebody of the staff did: in the transaction that does it, for ever. Numbers and roles only, never a name. */
export async function noteActivity(tx: Executor, { kind, actorId, subjectId = null, detail = {} }: Activity) {
  await tx.insert(activities).values({ kind, actorId, subjectId, detail });
}
