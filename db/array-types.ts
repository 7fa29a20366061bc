import type postgres from "postgres";

/**
 * Type OIDs below this are assigned in PostgreSQL's source and are the same in every database
 * (https://www.postgresql.org/docs/17/system-catalog-initial-data.html#SYSTEM-CATALOG-OID-ASSIGNMENT).
 */
const firstLocalType = 10_000;
/** `text[]`: postgres.js has a conversion for it only once it has asked for the array types. */
const textArray = 1009;

type Conversions = Pick<postgres.Sql["options"], "parsers" | "serializers">;

/** Conversions of PostgreSQL's own array types, once a connection of this process has asked for them. */
let known: Conversions | undefined;

/**
 * Gives a new pool the array types that are known, so that its connections need not ask for them. postgres.js 3.4.9
 * asks on each new connection and does not catch the error if that connection is lost meanwhile: an unhandled rejection
 * during an outage. `reserve` may never resolve on such a pool (see the override in guarded-pool.ts).
 */
export function applyArrayTypes(pool: postgres.Sql): postgres.Sql {
  if (!known) return pool;
  Object.assign(pool.options.parsers, known.parsers);
  Object.assign(pool.options.serializers, known.serializers);
  pool.options.fetch_types = false;
  return pool;
}

/** Keeps the array types that a connection of this pool has asked for. Call it after a query that succeeded. */
export function keepArrayTypes({ options }: postgres.Sql): void {
  if (!options.fetch_types || !options.parsers[textArray]) return;
  // Only those that postgres.js marked as arrays: the conversions of arrays of dates are drizzle's.
  const types = Object.keys(options.parsers)
    .map(Number)
    .filter((type) => type < firstLocalType && isMarked(options.parsers[type]));
  const pick = <T>(from: Record<number, T>) =>
    Object.fromEntries(types.map((type) => [type, from[type]])) as Record<number, T>;
  known ??= { parsers: pick(options.parsers), serializers: pick(options.serializers) };
  options.fetch_types = false;
}

const isMarked = (parser: object | undefined) => parser !== undefined && "array" in parser;
