import type postgres from "postgres";

/** An index that a migration creates on a table that may have many rows. */
export interface MigrationIndex {
  name: string;
  isUnique: boolean;
  /** The statement after its name: `on "comments" using …`. */
  definition: string;
}

const indexPattern =
  /^create (unique )?index (?:concurrently )?(?:if not exists )?"?([a-z_][a-z0-9_]*)"? (on [^;]+);?$/is;

/** Lists the indexes of a migration that only creates indexes; none for any other. `statements` may contain comments. */
export function listIndexes(statements: readonly string[]): MigrationIndex[] {
  const indexes = statements.flatMap((statement) => {
    const [, unique, name, definition] = indexPattern.exec(statement.replace(/--.*$/gm, "").trim()) ?? [];
    return name && definition ? [{ name, isUnique: unique !== undefined, definition }] : [];
  });
  return indexes.length === statements.length ? indexes : [];
}

/** The statement for the transaction of all migrations, where an index cannot be built concurrently. */
export const indexStatement = ({ name, isUnique, definition }: MigrationIndex, mode: "" | "concurrently" = "") =>
  `create ${isUnique ? "unique " : ""}index ${mode} if not exists "${name}" ${definition}`;

/** PostgreSQL's codes for a missing table, column, function, type or schema. */
const missingObjectCodes = ["42P01", "42703", "42883", "42704", "3F000"];

/**
 * Builds indexes while others read and write their tables, before the transaction of the migrations. An index that needs
 * an object of a pending migration is left to that transaction. The invalid index of an interrupted build is removed
 * first. Throws PostgreSQL's error if an index cannot be built, and leaves nothing of it behind.
 */
export async function buildIndexes(
  sql: postgres.Sql,
  indexes: readonly MigrationIndex[],
  say: (line: string) => void,
): Promise<void> {
  for (const index of indexes) {
    const { name } = index;
    if (await removeInvalidIndex(sql, name)) continue;
    try {
      await sql.unsafe(indexStatement(index, "concurrently"));
      say(`Built the index ${name}; the site could be used meanwhile.`);
    } catch (error) {
      if (error instanceof Error && "code" in error && missingObjectCodes.includes(String(error.code))) continue;
      await removeInvalidIndex(sql, name);
      throw error;
    }
  }
}

/** Removes an index whose build was interrupted. Returns whether there is a complete one. */
async function removeInvalidIndex(sql: postgres.Sql, name: string): Promise<boolean> {
  const [found] = await sql<{ isValid: boolean }[]>`
    select i.indisvalid as "isValid" from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relname = ${name} and c.relnamespace = 'public'::regnamespace`;
  if (found?.isValid === false) await sql.unsafe(`drop index concurrently if exists "${name}"`);
  return found?.isValid === true;
}
