import { database } from "#db/client.ts";
import { findReport, wantsOutcomes } from "./queries.ts";

/** Whether a member wants to be told what became of their reports. */
export function loadOutcomesWish(memberId: number): Promise<boolean> {
  return wantsOutcomes(database(), memberId);
}

/** Whether a member reported a comment. */
export async function hasReported(commentId: number, memberId: number): Promise<boolean> {
  return (await findReport(database(), commentId, memberId)) !== undefined;
}
