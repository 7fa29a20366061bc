import { database } from "#db/client.ts";
import { countMemberContent, findPendingDeletion } from "./queries.ts";

/** Whether a deletion waits, and what one would take with it. */
export async function loadDeletion(memberId: number) {
  const db = database();
  const [waiting, belongings] = await Promise.all([
    findPendingDeletion(db, memberId),
    countMemberContent(db, memberId),
  ]);
  return { waiting, belongings };
}
