import { z } from "zod";
import { count, seconds } from "./facts.ts";
import { findingsOf, type HealthFinding } from "./rules.ts";

/** Comments, notices and appeals that wait for a decision. */
export const moderationFacts = z.object({
  waiting: count,
  /** How long the oldest has been waiting. */
  waitingSeconds: seconds,
});
export type ModerationFacts = z.infer<typeof moderationFacts>;

/** A comment that waits for two days has lost its discussion. */
const lateSeconds = 48 * 3_600;

const result = findingsOf("moderation");

/** Assesses how long moderation takes. A long queue is no fault of the site. */
export function assessModeration({ waiting, waitingSeconds }: ModerationFacts): HealthFinding {
  if (waiting === 0) return result.ok("moderationNone");
  if (waitingSeconds >= lateSeconds) return result.look("moderationLate", { count: waiting, waitingSeconds });
  return result.ok("moderationWaits", { count: waiting, waitingSeconds });
}
