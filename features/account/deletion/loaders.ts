import { database } from "#db/client.ts";
import { countMemberContent, findPendingDeletion } from "./queries.ts";

/** Loads the pending deletion, and what a deletion would remove. */
export async function loadDeletion(memberId: number) {
  const db = database();
  const [pendingDeletion, belongings] = await Promise.all([
    findPendingDeletion(db, memberId),
    countMemberContent(db, memberId),
  ]);
  return { pendingDeletion, belongings };
}
