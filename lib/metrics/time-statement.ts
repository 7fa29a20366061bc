import { performance } from "node:perf_hooks";
import "#lib/tracing.ts";
import { threadMetrics } from "./thread-metrics.ts";

/** Measures a statement of SQL that has been sent, under its name. */
export function timeStatement<T>(text: string, query: PromiseLike<T>): PromiseLike<T> {
  const start = performance.now();
  const end = (failed = false) => {
    const ms = performance.now() - start;
    const name = threadMetrics.statements.record(text, ms);
    globalThis.vigieTracing?.record(
      "statement",
      ms,
      { "db.system.name": "postgresql", "db.query.summary": name },
      failed,
    );
  };
  return query.then(
    (rows) => {
      end();
      return rows;
    },
    (error) => {
      end(true);
      throw error;
    },
  );
}
