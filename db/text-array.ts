import { type SQL, sql } from "drizzle-orm";

/** Passes texts as one array parameter: the statement's text, and so its plan, is the same for any number of them. */
export function toTextArray(texts: readonly string[]): SQL {
  return sql`${sql.param([...texts])}::text[]`;
}
