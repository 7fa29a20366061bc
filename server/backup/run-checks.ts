import postgres from "postgres";
import { withConnection } from "#db/single-connection.ts";
import { allChecks } from "../cli/checks/all-checks.ts";
import { pictureFiles, pictureStrays } from "../cli/checks/pictures.ts";
import { newestSearchIndexWords, searchIndexWords } from "../cli/checks/search.ts";

/** Findings that are kept: more say nothing new. */
const maxFindings = 100;

/** What the checks of `vigie check` found in a database. */
export interface CheckResult {
  /** How many ran to their end. */
  checks: number;
  total: number;
  /** The first ones, each with the name of its check. */
  findings: string[];
}

/**
 * Runs the checks of `vigie check` in a database, except those of the files of pictures, which are not in it. With
 * `limitMs` it runs as many as that time allows, quick ones first.
 */
export async function runChecks(url: string, signal: AbortSignal, limitMs?: number): Promise<CheckResult> {
  const checks = allChecks
    .filter((check) => check !== pictureFiles && check !== pictureStrays)
    .map((check) => (check === searchIndexWords ? newestSearchIndexWords : check));
  const silent = () => ({ advance: () => {}, total: () => {}, done: () => {} });
  const result: CheckResult = { checks: 0, total: 0, findings: [] };
  const until = limitMs === undefined ? Number.POSITIVE_INFINITY : Date.now() + limitMs;
  const readAll = async (tx: postgres.TransactionSql) => {
    for (const check of checks) {
      const left = until - Date.now();
      if (left <= 0) return;
      if (limitMs !== undefined) await tx`select set_config('statement_timeout', ${String(Math.ceil(left))}, true)`;
      for await (const finding of check.find({ sql: tx, startProgress: silent })) {
        signal.throwIfAborted();
        result.total += 1;
        if (result.findings.length < maxFindings) result.findings.push(`${check.name}: ${finding}`);
      }
      signal.throwIfAborted();
      result.checks += 1;
    }
  };
  await withConnection(url, (sql) => sql.begin("isolation level repeatable read read only", readAll), {
    prepare: false,
  }).catch((error: unknown) => {
    const isLate = error instanceof postgres.PostgresError && error.code === "57014" && limitMs !== undefined;
    if (!isLate) throw error;
  });
  return result;
}
