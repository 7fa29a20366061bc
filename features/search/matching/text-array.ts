import { type SQL, sql } from "drizzle-orm";

/** Passes texts as one array parameter. */
export function toTextArray(values: string[]): SQL {
  const quoted = values.map((value) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);
  return sql`${`{${quoted.join(",")}}`}::text[]`;
}
