import { sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { healthResults } from "#db/schema.ts";
import { assessCheck, parseFacts } from "../checks/all-checks.ts";
import { type CheckName, checkNames, type HealthFinding } from "../checks/rules.ts";

/** A check with what was measured, and what its rule finds in it. */
export interface Examined<Check extends CheckName = CheckName> {
  check: Check;
  finding: HealthFinding;
  facts: ReturnType<typeof parseFacts<Check>>;
  /** When the facts were measured; null: never. */
  measuredAt: Date | null;
}

/** The latest examination: every check, and when all of them were looked at. */
export interface Examination {
  checks: { [Check in CheckName]: Examined<Check> };
  /** Null: not yet. */
  checkedAt: Date | null;
}

/** Reads the stored results, and assesses their facts as of now. */
export async function readExamination(db: Executor, now: number): Promise<Examination> {
  const rows = await db.select().from(healthResults);
  const read = <Check extends CheckName>(check: Check): Examined<Check> => {
    const row = rows.find(({ name }) => name === check);
    const facts = parseFacts(check, row?.facts ?? null);
    return { check, facts, finding: assessCheck(check, facts, now), measuredAt: facts && row ? row.measuredAt : null };
  };
  const times = rows.map(({ checkedAt }) => checkedAt.getTime());
  return {
    checks: Object.fromEntries(checkNames.map((check) => [check, read(check)])) as Examination["checks"],
    checkedAt: times.length > 0 ? new Date(Math.max(...times)) : null,
  };
}

/** The findings that need a hand, the worst first, otherwise in the order of the page. */
export function listProblems({ checks }: Examination): HealthFinding[] {
  const findings = checkNames.map((check) => checks[check].finding);
  return [...findings.filter(({ state }) => state === "bad"), ...findings.filter(({ state }) => state === "look")];
}

/** SQL: how many checks need a hand, as of the last examination. The navigation shows it. */
export const problemCount = sql<number>`(
  select count(*)::int from health_results where state in ('look', 'bad'))`;
