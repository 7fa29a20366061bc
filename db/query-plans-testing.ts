import { drizzle } from "drizzle-orm/postgres-js";
import type { Connection, Executor } from "./client.ts";

interface Plan {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number;
  Plans?: Plan[];
}

const flattenPlan = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flattenPlan)];

interface QueryPlan {
  /** Milliseconds: meaningful on a quiet machine only, and no test asserts it. */
  time: number;
  /** Rows that were read from tables and indexes. */
  read: number;
  /** Tables with more than a thousand rows that were scanned sequentially. */
  text: (string | undefined)[];
}

/**
 * For tests: returns the plan of each statement that `work` runs, with what it actually read (EXPLAIN ANALYZE).
 * @param options.generic returns the generic plan of a prepared statement instead of the plan for these values
 */
export async function readQueryPlans(
  sql: Connection["sql"],
  work: (db: Executor) => Promise<unknown>,
  { generic = false } = {},
): Promise<QueryPlan[]> {
  const seen: { text: string; values: unknown[] }[] = [];
  const logger = { logQuery: (text: string, values: unknown[]) => void seen.push({ text, values }) };
  await work(drizzle(sql, { casing: "snake_case", logger }));
  if (seen.length === 0) throw new Error("Nothing was asked of the database.");
  const plans: QueryPlan[] = [];
  for (const { text, values } of seen) {
    const explained = await (generic ? explainGeneric(sql, text, values) : explain(sql, text, values));
    const [answer] = explained[0]?.["QUERY PLAN"] ?? [];
    if (!answer) throw new Error("PostgreSQL explained nothing.");
    const { Plan: plan, "Execution Time": time } = answer;
    const nodes = flattenPlan(plan).filter((node) => node["Relation Name"]);
    const rows = (node: Plan) => (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
    plans.push({
      time,
      read: nodes.reduce((sum, node) => sum + rows(node), 0),
      text: nodes
        .filter((node) => node["Node Type"] === "Seq Scan" && rows(node) > 1_000)
        .map((node) => node["Relation Name"]),
    });
  }
  return plans;
}

type Explained = { "QUERY PLAN": [{ Plan: Plan; "Execution Time": number }] }[];

function explain(sql: Connection["sql"], text: string, values: unknown[]): Promise<Explained> {
  return sql.unsafe<Explained>(`explain (analyze, format json) ${text}`, values as never[]);
}

function explainGeneric(sql: Connection["sql"], text: string, values: unknown[]): Promise<Explained> {
  const literals = values.map((value) => (value === null ? "null" : `'${String(value).replaceAll("'", "''")}'`));
  return sql.begin(async (tx) => {
    await tx.unsafe("set local plan_cache_mode = force_generic_plan");
    await tx.unsafe(`prepare explained as ${text}`);
    const explained = await tx.unsafe<Explained>(
      `explain (analyze, format json) execute explained (${literals.join(", ")})`,
    );
    await tx.unsafe("deallocate explained");
    return explained;
  });
}

/** Prints the measurements with SHOW_PLANS=1. */
export function printQueryPlans(what: string, plans: QueryPlan[]): void {
  if (!process.env.SHOW_PLANS) return;
  const time = plans.reduce((sum, plan) => sum + plan.time, 0);
  console.log(`${what}: ${time.toFixed(1)} ms, ${plans.map(({ read }) => read).join(" + ")} rows read`);
}
