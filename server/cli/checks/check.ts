import type postgres from "postgres";
import type { Progress } from "../progress.ts";

export interface CheckContext {
  /** One read-only snapshot for all checks: they see a running site at a single moment. */
  sql: postgres.TransactionSql;
  startProgress(label: string, options: { total?: number; unit?: string }): Progress;
}

/** A rule that the database's own constraints cannot express, and how to find violations. */
export interface Check {
  /** Printed before each of its findings. */
  name: string;
  /** The rule that holds if nothing is found, as a sentence. */
  about: string;
  /** What an operator does about a finding, printed once after its findings; absent where it is a fault of the code. */
  repair?: string | undefined;
  /** One line per fault, streamed: a million faults need no more memory than one. */
  find(context: CheckContext): AsyncIterable<string>;
}

interface FindingRow {
  finding: string;
}

/** Rows in memory at once while reading. */
const batchSize = 500;

/** Makes a check of one query with a single text column `finding`. */
export function sqlCheck(
  name: string,
  about: string,
  query: (sql: postgres.TransactionSql) => postgres.PendingQuery<FindingRow[]>,
  repair?: string,
): Check {
  return {
    name,
    about,
    repair,
    async *find({ sql }) {
      for await (const rows of query(sql).cursor(batchSize)) for (const row of rows) yield row.finding;
    },
  };
}
