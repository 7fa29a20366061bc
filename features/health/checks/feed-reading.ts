import { z } from "zod";
import { count, seconds } from "./facts.ts";
import { findingsOf, type HealthFinding, percentOf } from "./rules.ts";

/** The feeds of other sites. */
export const feedFacts = z.object({
  active: count,
  /** Active feeds whose last fetches failed, for longer than a day. */
  failing: count,
  /** Feeds whose address no longer exists. */
  gone: count,
  /** Feeds that moved to another site, which an editor has to confirm. */
  moved: count,
  /** Active feeds that should have been fetched more than an hour ago, and the longest of those delays. */
  overdue: count,
  overdueSeconds: seconds,
});
export type FeedFacts = z.infer<typeof feedFacts>;

const result = findingsOf("feeds");

/** Assesses whether the feeds of other sites are read. */
export function assessFeeds({ active, failing, gone, moved, overdue, overdueSeconds }: FeedFacts): HealthFinding {
  if (active + gone === 0) return result.ok("feedsNone");
  if (overdue > 0) return result.bad("feedsFrozen", { count: overdue, overdueSeconds });
  if (failing >= 3 && percentOf(failing, active) >= 50)
    return result.bad("feedsAllFailing", { count: failing, active });
  if (moved > 0) return result.look("feedsMoved", { count: moved });
  if (gone > 0) return result.look("feedsGone", { count: gone });
  if (failing > 0) return result.look("feedsFailing", { count: failing });
  return result.ok("feedsOk", { count: active });
}
