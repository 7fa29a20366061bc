/** What a span says about its work: constants and counts, never an address, a name or a text of a reader. */
export type SpanFacts = Readonly<Record<string, string | number | boolean>>;

/** Ends a span. `failed`: whether its work failed. */
export type EndSpan = (facts?: SpanFacts, failed?: boolean) => void;

/** The traces of this thread. There is none unless a collector is configured, and then no library is loaded either. */
export interface Tracing {
  /**
   * Runs work in a span of its own, which belongs to the running one, or to `parent` (W3C traceparent). The work may end
   * it itself, later than it returns.
   */
  begin<T>(name: string, options: { facts?: SpanFacts; parent?: string | undefined }, work: (end: EndSpan) => T): T;
  /** Adds a span of something that took `ms` until now, if there is a running span. */
  record(name: string, ms: number, facts: SpanFacts, failed: boolean): void;
  /** The running span, as W3C traceparent. */
  readonly current: string | undefined;
  /** Sends what was not sent yet, for a short time. */
  close(): Promise<void>;
}

declare global {
  // One for each thread: the server's own modules and Next's bundle are two module graphs.
  var vigieTracing: Tracing | undefined;
}

/** Runs work in a span, which fails if the work does. Without traces it only runs the work. */
export function trace<T>(name: string, facts: SpanFacts, work: () => Promise<T>, parent?: string): Promise<T> {
  const tracing = globalThis.vigieTracing;
  if (!tracing) return work();
  return tracing.begin(name, { facts, parent }, async (end) => {
    let failed = true;
    try {
      const result = await work();
      failed = false;
      return result;
    } finally {
      end({}, failed);
    }
  });
}
