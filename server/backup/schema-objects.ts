import type postgres from "postgres";

/** Statements that build what was dropped, in three steps: each needs those before it. */
export interface DroppedObjects {
  /** Primary keys and unique constraints. */
  keys: string[];
  indexes: string[];
  foreignKeys: string[];
}

interface ConstraintRow {
  table: string;
  name: string;
  type: "f" | "p" | "u" | "x";
  definition: string;
}

/**
 * Drops the constraints and indexes of the site's own tables and turns their triggers off: rows are loaded several times
 * faster without them, and in any order. The owner of the tables may do so. CHECK and NOT NULL stay, and are checked for
 * each row.
 */
export async function dropSchemaObjects(sql: postgres.Sql): Promise<DroppedObjects> {
  const constraints = await sql<ConstraintRow[]>`
    select c.conrelid::regclass::text as table, quote_ident(c.conname) as name, c.contype as type,
      pg_get_constraintdef(c.oid) as definition
    from pg_constraint c
    where c.connamespace = 'public'::regnamespace and c.contype in ('f', 'p', 'u', 'x') and c.conparentid = 0
    order by c.contype <> 'f', c.conrelid, c.conname`;
  const indexes = await sql<{ name: string; definition: string }[]>`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class t on t.oid = i.indrelid
    where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
      and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    order by t.relname, i.indexrelid`;
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname`;
  await sql.begin(async (tx) => {
    // Names and definitions are PostgreSQL's own, quoted by it.
    for (const { table, name } of constraints) await tx.unsafe(`alter table ${table} drop constraint ${name}`);
    for (const { name } of indexes) await tx.unsafe(`drop index ${name}`);
    for (const { name } of tables) await tx.unsafe(`alter table ${name} disable trigger user`);
    // Migrations wrote some rows; those of the archive take their place.
    if (tables.length > 0) await tx.unsafe(`truncate ${tables.map(({ name }) => name).join(", ")}`);
  });
  const add = ({ table, name, definition }: ConstraintRow) =>
    `alter table ${table} add constraint ${name} ${definition}`;
  return {
    keys: constraints.filter(({ type }) => type !== "f").map(add),
    indexes: indexes.map(({ definition }) => definition),
    foreignKeys: constraints.filter(({ type }) => type === "f").map(add),
  };
}

/**
 * Builds what `dropSchemaObjects` dropped, several at once, and turns the triggers on. Throws PostgreSQL's error if the
 * rows break a constraint.
 */
export async function buildSchemaObjects(
  sql: postgres.Sql,
  { keys, indexes, foreignKeys }: DroppedObjects,
  { signal, onBuilt }: { signal: AbortSignal; onBuilt: () => void },
): Promise<void> {
  for (const step of [keys, indexes, foreignKeys]) {
    const waiting = [...step];
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        signal.throwIfAborted();
        await sql.unsafe(next);
        onBuilt();
      }
    };
    await Promise.all(Array.from({ length: Math.min(sql.options.max, step.length) }, work));
  }
  const tables = await sql<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by c.relname`;
  await sql.begin(async (tx) => {
    for (const { name } of tables) await tx.unsafe(`alter table ${name} enable trigger user`);
  });
}
