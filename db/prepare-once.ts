import type { Executor } from "./client.ts";

/**
 * Returns a function that builds a statement once for each database and variant: drizzle takes longer to build a long
 * statement than PostgreSQL to execute it.
 * @param build builds the statement, with `sql.placeholder` for values, and calls `prepare`
 */
export function prepareOnce<Variant, Query>(build: (db: Executor, variant: Variant) => Query) {
  const kept = new WeakMap<Executor, Map<Variant, Query>>();
  return (db: Executor, variant: Variant): Query => {
    const variants = kept.get(db) ?? new Map<Variant, Query>();
    kept.set(db, variants);
    const query = variants.get(variant) ?? build(db, variant);
    variants.set(variant, query);
    return query;
  };
}
