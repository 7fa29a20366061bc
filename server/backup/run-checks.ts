import type postgres from "postgres";
import { withConnection } from "#db/single-connection.ts";
import { allChecks } from "../cli/checks/all-checks.ts";
import { pictureFiles, pictureStrays } from "../cli/checks/pictures.ts";

/** Findings that are kept: more say nothing new. */
const maxFindings = 100;

/** What the checks of `vigie check` found in a database. */
export interface CheckResult {
  checks: number;
  total: number;
  /** The first ones, each with the name of its check. */
  findings: string[];
}

/** Runs the checks of `vigie check` in a database, except those of the files of pictures, which are not in it. */
export async function runChecks(url: string, signal: AbortSignal): Promise<CheckResult> {
  const checks = allChecks.filter((check) => check !== pictureFiles && check !== pictureStrays);
  const silent = () => ({ advance: () => {}, total: () => {}, done: () => {} });
  const result: CheckResult = { checks: checks.length, total: 0, findings: [] };
  const readAll = async (tx: postgres.TransactionSql) => {
    for (const check of checks) {
      for await (const finding of check.find({ sql: tx, startProgress: silent })) {
        signal.throwIfAborted();
        result.total += 1;
        if (result.findings.length < maxFindings) result.findings.push(`${check.name}: ${finding}`);
      }
      signal.throwIfAborted();
    }
  };
  await withConnection(url, (sql) => sql.begin("isolation level repeatable read read only", readAll), {
    prepare: false,
  });
  return result;
}
