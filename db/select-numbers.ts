import { type SQL, sql } from "drizzle-orm";
import type { Executor } from "./client.ts";

/** Evaluates scalar expressions such as `(select count(*)::int from …)` in one statement; runs none without expressions. */
export async function selectNumbers<K extends string>(
  db: Executor,
  expressions: Record<K, SQL<number>>,
): Promise<Record<K, number>> {
  const named = Object.entries<SQL<number>>(expressions);
  const columns = named.map(([name, expression]) => sql`${expression} as ${sql.identifier(name)}`);
  const [row] =
    named.length === 0 ? [] : await db.execute<Record<K, number>>(sql`select ${sql.join(columns, sql`, `)}`);
  return Object.fromEntries(named.map(([name]) => [name, Number(row?.[name as K] ?? 0)])) as Record<K, number>;
}
