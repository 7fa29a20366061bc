import type { Executor } from "./client.ts";

/**
 * Builds the text of a statement once for each database and variant: for a long statement drizzle takes longer than
 * PostgreSQL does to execute it.
 * @param build builds the statement, with `sql.placeholder` for values, and calls `prepare`
 */
export function keptQuery<Variant, Query>(build: (db: Executor, variant: Variant) => Query) {
  const kept = new WeakMap<Executor, Map<Variant, Query>>();
  return (db: Executor, variant: Variant): Query => {
    const variants = kept.get(db) ?? new Map<Variant, Query>();
    kept.set(db, variants);
    const query = variants.get(variant) ?? build(db, variant);
    variants.set(variant, query);
    return query;
  };
}
