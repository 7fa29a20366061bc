import type { Executor } from "#db/client.ts";
import type { ErrorFacts, PageFacts, SlowPageFacts, StatementFacts } from "../checks/speed.ts";
import { addDurations, countDurations, estimateQuantile } from "../durations/rules.ts";
import type { Durations } from "../durations/schema.ts";
import { isVisitedKind } from "../samples/page-kinds.ts";
import { summariseSamples } from "../samples/queries.ts";
import type { HealthSample } from "../samples/schema.ts";

export const dayMs = 86_400_000;

/** Merges what all processes measured in the last 24 hours. */
export const summariseDay = (db: Executor, now: number): Promise<HealthSample> =>
  summariseSamples(db, { from: new Date(now - dayMs), to: new Date(now) });

type Requests = HealthSample["requests"][string];

const countStatuses = ({ statuses }: Requests, accepts: (status: string) => boolean) =>
  Object.entries(statuses).reduce((sum, [status, times]) => sum + (accepts(status) ? times : 0), 0);

const toMs = (seconds: number | undefined) => (seconds === undefined ? null : Math.max(1, Math.round(seconds * 1_000)));

/** The answers to readers, of all kinds of pages together. */
export function readPageFacts({ requests }: HealthSample): PageFacts {
  const pages = Object.entries(requests).flatMap(([kind, one]) => (isVisitedKind(kind) ? [one] : []));
  const none: Durations = { counts: [], seconds: 0 };
  const durations = pages.reduce((sum, one) => addDurations(sum, one.durations), none);
  return {
    requests: pages.reduce((sum, one) => sum + countStatuses(one, () => true), 0),
    errors: pages.reduce((sum, one) => sum + countStatuses(one, (status) => status === "5xx"), 0),
    medianMs: toMs(estimateQuantile(durations, 0.5)),
    p95Ms: toMs(estimateQuantile(durations, 0.95)),
  };
}

/** Fewer visits say nothing about a kind of page. */
const minVisits = 5;

/** The kinds of pages, the slowest first. */
export function readSlowPageFacts({ requests }: HealthSample): SlowPageFacts {
  const kinds = Object.entries(requests).flatMap(([kind, { durations }]) => {
    const visits = countDurations(durations);
    const p95Ms = toMs(estimateQuantile(durations, 0.95));
    return isVisitedKind(kind) && p95Ms !== null && visits >= minVisits
      ? [{ kind: kind.slice(0, 60), requests: visits, p95Ms }]
      : [];
  });
  return { kinds: kinds.sort((a, b) => b.p95Ms - a.p95Ms).slice(0, 40) };
}

/** The statements that took the longest once, the slowest first. */
export function readStatementFacts({ statements }: HealthSample): StatementFacts {
  const read = statements.map(({ name, count, slowest }) => ({
    text: name.slice(0, 300),
    calls: count,
    slowestMs: Math.round(slowest * 1_000),
  }));
  return { statements: read.sort((a, b) => b.slowestMs - a.slowestMs).slice(0, 20) };
}

/** Errors by message, without warnings. */
export function readErrorFacts({ errors }: HealthSample): ErrorFacts {
  const read = errors.flatMap(({ level, message, code, count }) =>
    level === "error" ? [{ message: (code ? `${message} (${code})` : message).slice(0, 300), count }] : [],
  );
  return { messages: read.slice(0, 20), total: read.reduce((sum, one) => sum + one.count, 0) };
}
