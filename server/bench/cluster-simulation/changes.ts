import type { Urgency } from "#db/invalidation.ts";
import type { Random } from "#server/cli/synthetic-corpus/random.ts";

/** What changes an article's pages; `correction` stands for edits, removals and decisions too. */
export type SimulatedWrite = "comment" | "vote" | "correction" | "publication";

/** A committed row of the change log. Their order is that of the commits. */
export interface SimulatedChange {
  index: number;
  committedAt: number;
  /** The node that committed it; undefined: another process. */
  node: number | undefined;
  write: SimulatedWrite;
  urgency: Urgency;
  /** The pages that show it. */
  pages: readonly number[];
  /** When each server shows it: 0 is the primary, then the replicas. */
  visibleAt: readonly number[];
}

/** The change log on the primary and on its replicas, each of which is behind by a time of its own for each change. */
export class SimulatedChangeLog {
  readonly all: SimulatedChange[] = [];
  readonly #random: Random;
  readonly #meanLagsMs: readonly number[];
  /** The changes of each page. */
  readonly #ofPage = new Map<number, SimulatedChange[]>();

  /** `meanLagsMs`: of each replica; the lag of each change is distributed exponentially. */
  constructor(random: Random, meanLagsMs: readonly number[]) {
    this.#random = random;
    this.#meanLagsMs = meanLagsMs;
  }

  commit(change: Omit<SimulatedChange, "index" | "visibleAt">): SimulatedChange {
    const last = this.all.at(-1);
    const lags = this.#meanLagsMs.map((mean) => -mean * Math.log(1 - this.#random.next()));
    // A replica applies commits in their order.
    const visibleAt = [0, ...lags].map((lag, n) => Math.max(last?.visibleAt[n] ?? 0, change.committedAt + lag));
    const added = { ...change, index: this.all.length, visibleAt };
    this.all.push(added);
    for (const page of change.pages) {
      const ofPage = this.#ofPage.get(page);
      if (ofPage) ofPage.push(added);
      else this.#ofPage.set(page, [added]);
    }
    return added;
  }

  /** Changes from `index` on that a server shows at a time. */
  visibleFrom(index: number, server: number, at: number): SimulatedChange[] {
    let end = index;
    while (end < this.all.length && (this.all[end]?.visibleAt[server] ?? Number.POSITIVE_INFINITY) <= at) end += 1;
    return this.all.slice(index, end);
  }

  /** The last change that a page contains if it is read on a server at a time; -1 without one. */
  lastOn(page: number, server: number, at: number): number {
    const ofPage = this.#ofPage.get(page) ?? [];
    return ofPage.findLast(({ visibleAt }) => (visibleAt[server] ?? Number.POSITIVE_INFINITY) <= at)?.index ?? -1;
  }
}
