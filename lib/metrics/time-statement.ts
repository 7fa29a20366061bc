import { performance } from "node:perf_hooks";
import { threadMetrics } from "./thread-metrics.ts";

/** Measures a statement of SQL that has been sent, under its name. */
export function timeStatement<T>(text: string, query: PromiseLike<T>): PromiseLike<T> {
  const start = performance.now();
  const end = () => threadMetrics.statements.record(text, performance.now() - start);
  return query.then(
    (rows) => {
      end();
      return rows;
    },
    (error) => {
      end();
      throw error;
    },
  );
}
