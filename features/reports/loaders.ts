import { database } from "#db/client.ts";
import { wantsOutcomes } from "./queries.ts";

/** Whether a member wants to be told what became of their reports. */
export function loadOutcomesWish(memberId: number): Promise<boolean> {
  return wantsOutcomes(database(), memberId);
}
