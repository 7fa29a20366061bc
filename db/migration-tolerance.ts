import { existsSync, readFileSync } from "node:fs";
import type { connect } from "./client.ts";

type Sql = ReturnType<typeof connect>["sql"];

interface JournalMoment {
  when: number;
  tag: string;
}

/**
 * A note beside the journal: the newest migration of the oldest code that works on the tables of this one. `null`: no
 * code before the one that came with it (a contract step).
 */
export interface ToleranceNote {
  since: string | null;
  why: string;
}

/** The file of the notes, beside the journal. */
export const toleranceFile = "_tolerance.json";

/** The notes of a folder of migrations, by the name of the migration. */
export function readToleranceNotes(folder: string): Record<string, ToleranceNote> {
  const file = `${folder}/meta/${toleranceFile}`;
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/**
 * Stores which code tolerates each of these migrations, so that older code, which does not have their notes, can decide by itself.
 * Call it before they are applied: there is no moment at which a migration is applied and its note is missing.
 */
export async function storeTolerance(sql: Sql, known: readonly JournalMoment[], folder: string): Promise<void> {
  const notes = readToleranceNotes(folder);
  const momentOf = new Map(known.map(({ tag, when }) => [tag, when]));
  const rows = known.flatMap(({ tag, when }) => {
    const since = notes[tag]?.since;
    const moment = since ? momentOf.get(since) : undefined;
    return moment === undefined ? [] : [{ migration: when, oldest: moment }];
  });
  await sql`select set_config('client_min_messages', 'warning', false)`;
  await sql`create schema if not exists drizzle`;
  await sql`create table if not exists drizzle.migration_tolerance (migration bigint primary key, oldest_code bigint not null)`;
  if (rows.length === 0) return;
  await sql`
    insert into drizzle.migration_tolerance (migration, oldest_code)
    select * from unnest(${rows.map((row) => row.migration)}::bigint[], ${rows.map((row) => row.oldest)}::bigint[])
    on conflict (migration) do update set oldest_code = excluded.oldest_code
    where migration_tolerance.oldest_code <> excluded.oldest_code`;
}

/** Those of `migrations` (their moments) that code whose newest migration is `newest` does not tolerate. */
export async function findIntolerable(sql: Sql, migrations: readonly number[], newest: number): Promise<number[]> {
  const [table] = await sql`select to_regclass('drizzle.migration_tolerance') is not null as there`;
  if (!table?.there) return [...migrations];
  const rows = await sql<{ moment: string }[]>`
    select migration::text as moment from drizzle.migration_tolerance
    where migration = any(${[...migrations]}::bigint[]) and oldest_code <= ${newest}`;
  const tolerated = new Set(rows.map(({ moment }) => Number(moment)));
  return migrations.filter((moment) => !tolerated.has(moment));
}
