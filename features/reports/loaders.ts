import { database } from "#db/client.ts";
import { findReport, wantsReportOutcomes } from "./queries.ts";

/** Whether a member wants notifications about the outcome of their reports. */
export function loadReportOutcomePreference(memberId: number): Promise<boolean> {
  return wantsReportOutcomes(database(), memberId);
}

/** Whether a member reported a comment. */
export async function hasReported(commentId: number, memberId: number): Promise<boolean> {
  return (await findReport(database(), commentId, memberId)) !== undefined;
}
