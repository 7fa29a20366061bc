import { database } from "#db/client.ts";
import { countBelongings, findDeletion } from "./queries.ts";

/** Whether a deletion waits, and what one would take with it. */
export async function loadDeletion(memberId: number) {
  const db = database();
  const [waiting, belongings] = await Promise.all([findDeletion(db, memberId), countBelongings(db, memberId)]);
  return { waiting, belongings };
}
