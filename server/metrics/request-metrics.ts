import type { IncomingMessage, ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import { durationBounds } from "#features/health/durations/rules.ts";
import type { Durations } from "#features/health/durations/schema.ts";
import { type PageKind, pageKinds } from "#features/health/samples/page-kinds.ts";
import { kindOfUrl } from "./page-kinds.ts";

/** Classes of statuses; `aborted`: the client left before the response had been sent. */
export const statusClasses = ["1xx", "2xx", "3xx", "4xx", "5xx", "aborted"] as const;
type StatusClass = (typeof statusClasses)[number];

const aborted = statusClasses.indexOf("aborted");
const rangeCount = durationBounds.length + 1;
const kindIndexes = new Map(pageKinds.map((kind, index) => [kind, index]));

/** Finds the range of `durationBounds` in which a duration (seconds) is counted. */
export function rangeOf(seconds: number): number {
  let index = 0;
  while (index < durationBounds.length && seconds > (durationBounds[index] ?? 0)) index += 1;
  return index;
}

/** The requests of one kind since the process started. */
export interface RequestTotals {
  statuses: Partial<Record<StatusClass, number>>;
  durations: Durations;
  bytes: number;
}

/** Adds one to an element of a typed array. */
function increment(counts: Float64Array, index: number, by = 1): void {
  counts[index] = (counts[index] ?? 0) + by;
}

/**
 * Counts requests by kind: statuses, durations and bytes. All numbers are in flat arrays of a fixed size, so that a
 * request costs a few additions and no memory.
 */
export class RequestMetrics {
  readonly #statuses = new Float64Array(pageKinds.length * statusClasses.length);
  readonly #ranges = new Float64Array(pageKinds.length * rangeCount);
  readonly #seconds = new Float64Array(pageKinds.length);
  readonly #bytes = new Float64Array(pageKinds.length);
  #running = 0;

  /** Counts a response that was sent at once. `start`: `performance.now()` when the request arrived. */
  countSent(req: IncomingMessage, status: number, bytes: number, start: number): void {
    const kind = kindIndexes.get(kindOfUrl(req.url ?? "/")) ?? 0;
    this.#count(kind, Math.floor(status / 100) - 1, bytes, start);
  }

  /** Counts a request when its response has ended. A refused one has no kind of its own: its address may be anything. */
  follow(req: IncomingMessage, res: ServerResponse, start: number, kind?: PageKind): void {
    const { socket } = req;
    const before = socket.bytesWritten;
    this.#running += 1;
    res.once("close", () => {
      this.#running -= 1;
      const isAction = req.method === "POST";
      const own = kindOfUrl(req.url ?? "/");
      const counted = kind ?? (isAction && own !== "webhook" ? "action" : own);
      const status = res.writableFinished ? Math.floor(res.statusCode / 100) - 1 : aborted;
      const bytes = Math.max(0, socket.bytesWritten - before);
      this.#count(kindIndexes.get(counted) ?? 0, status, bytes, start);
    });
  }

  /** Requests that have no complete response yet. */
  get running(): number {
    return this.#running;
  }

  #count(kind: number, status: number, bytes: number, start: number): void {
    const seconds = (performance.now() - start) / 1_000;
    increment(this.#statuses, kind * statusClasses.length + status);
    increment(this.#ranges, kind * rangeCount + rangeOf(seconds));
    increment(this.#seconds, kind, seconds);
    increment(this.#bytes, kind, bytes);
  }

  /** The totals of each kind that was requested. */
  totals(): Partial<Record<PageKind, RequestTotals>> {
    const totals: Partial<Record<PageKind, RequestTotals>> = {};
    for (const [index, kind] of pageKinds.entries()) {
      const counts = [...this.#ranges.subarray(index * rangeCount, (index + 1) * rangeCount)];
      if (!counts.some((count) => count > 0)) continue;
      const statuses = this.#statuses.subarray(index * statusClasses.length, (index + 1) * statusClasses.length);
      totals[kind] = {
        statuses: Object.fromEntries(
          statusClasses.flatMap((name, at) => ((statuses[at] ?? 0) > 0 ? [[name, statuses[at]]] : [])),
        ),
        durations: { counts, seconds: this.#seconds[index] ?? 0 },
        bytes: this.#bytes[index] ?? 0,
      };
    }
    return totals;
  }
}

/** Counts durations of one kind of work. */
export class DurationMetrics {
  readonly #counts = Array.from({ length: rangeCount }, () => 0);
  #seconds = 0;

  record(seconds: number): void {
    const range = rangeOf(seconds);
    this.#counts[range] = (this.#counts[range] ?? 0) + 1;
    this.#seconds += seconds;
  }

  totals(): Durations {
    return { counts: [...this.#counts], seconds: this.#seconds };
  }
}
