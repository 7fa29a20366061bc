import { type SQL, sql } from "drizzle-orm";

/** Passes ids as one array parameter: the statement's text, and so its plan, is the same for one id or two hundred. */
export function toIdArray(ids: number[]): SQL {
  return sql`${`{${ids.join(",")}}`}::bigint[]`;
}

/** Passes integers as one array parameter. */
export function toIntegerArray(list: number[]): SQL {
  return sql`${`{${list.join(",")}}`}::int[]`;
}
