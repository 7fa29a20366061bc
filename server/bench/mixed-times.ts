import { percentile } from "./request-load.ts";

/** The figures of one kind of request. */
export interface KindSummary {
  requests: number;
  rate: number;
  p50: number;
  p99: number;
  worst: number;
  /** Counts by status or error code. */
  failures: Record<string, number>;
}

interface Samples {
  times: number[];
  failures: Record<string, number>;
}

/** Collects latencies and failures by level of load and kind of request. */
export class KindTimes {
  readonly #levels: Map<string, Samples>[] = [];

  /** `failure`: the status or code of a request that did not succeed. */
  add(level: number, kind: string, ms: number, failure?: string): void {
    this.#levels[level] ??= new Map();
    const kinds = this.#levels[level];
    const samples = kinds.get(kind) ?? { times: [], failures: {} };
    kinds.set(kind, samples);
    if (failure === undefined) samples.times.push(ms);
    else samples.failures[failure] = (samples.failures[failure] ?? 0) + 1;
  }

  /** The figures of one level, which took so many seconds. */
  summaryOf(level: number, seconds: number): Record<string, KindSummary> {
    const kinds = this.#levels[level] ?? new Map<string, Samples>();
    return Object.fromEntries([...kinds].map(([kind, samples]) => [kind, summarise(samples, seconds)]));
  }

  /** The figures of the whole run, which took so many seconds. */
  summary(seconds: number): Record<string, KindSummary> {
    const all = new Map<string, Samples>();
    for (const [kind, { times, failures }] of this.#levels.flatMap((kinds) => [...(kinds ?? [])])) {
      const sum = all.get(kind) ?? { times: [], failures: {} };
      all.set(kind, sum);
      sum.times = sum.times.concat(times);
      for (const [code, count] of Object.entries(failures)) sum.failures[code] = (sum.failures[code] ?? 0) + count;
    }
    return Object.fromEntries([...all].map(([kind, samples]) => [kind, summarise(samples, seconds)]));
  }
}

function summarise({ times, failures }: Samples, seconds: number): KindSummary {
  const sorted = times.toSorted((a, b) => a - b);
  const failed = Object.values(failures).reduce((sum, count) => sum + count, 0);
  return {
    requests: sorted.length + failed,
    rate: sorted.length / seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    worst: sorted.at(-1) ?? Number.NaN,
    failures,
  };
}

/** How long a page may be shown without an addition (ms): from then on a request waits for the render. */
const staleForMs = 850;

/**
 * Tracks which article pages are certainly finished: nothing was written to the article since a request that came late
 * enough after the last write to get a page with it.
 */
export class FreshArticles {
  readonly #articles = new Map<string, { writing: number; written: number; isFresh: boolean }>();
  readonly #now: () => number;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  #of(slug: string) {
    const known = this.#articles.get(slug) ?? { writing: 0, written: Number.NEGATIVE_INFINITY, isFresh: true };
    this.#articles.set(slug, known);
    return known;
  }

  /** Notes that a write begins; call the result when it is answered. */
  write(slug: string): () => void {
    const article = this.#of(slug);
    article.writing += 1;
    article.isFresh = false;
    return () => {
      article.writing -= 1;
      article.written = this.#now();
    };
  }

  /** Notes that the page is requested; call `end` when it is answered. */
  visit(slug: string): { isFinished: boolean; end(): void } {
    const article = this.#of(slug);
    const began = this.#now();
    return {
      isFinished: article.isFresh,
      end: () => {
        if (article.writing === 0 && began - article.written >= staleForMs) article.isFresh = true;
      },
    };
  }
}
