import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { knownMigrations, migrate, migrationsFolder } from "#db/migrate.ts";
import { toleranceFile } from "#db/migration-tolerance.ts";
import type { ArchiveHeader } from "#features/backup/archive/archive-format.ts";
import { OperatorError } from "#lib/operator-error.ts";

/** Throws an OperatorError if this code does not know the archive's last migration. Returns its place among them. */
export function findMigration({ migration, version }: ArchiveHeader): number {
  if (!migration) throw new OperatorError("The backup has none of Vigie's tables; nothing was changed.");
  const known = knownMigrations();
  const place = known.findIndex(({ when }) => when === migration.when);
  if (place !== -1) return place;
  throw new OperatorError(
    `The backup was made by a newer version of Vigie (${version}, with the migration ${migration.tag}): install that version or a later one, then restore with it; nothing was changed.`,
  );
}

/** Brings an empty database to the tables of the migration at `place`, the archive's last one. */
export async function migrateTo(url: string, place: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "vigie-migrations-"));
  try {
    const journal = JSON.parse(readFileSync(join(migrationsFolder, "meta", "_journal.json"), "utf8"));
    const entries = knownMigrations().slice(0, place + 1);
    mkdirSync(join(folder, "meta"));
    writeFileSync(join(folder, "meta", "_journal.json"), JSON.stringify({ ...journal, entries }));
    for (const { tag } of entries) cpSync(join(migrationsFolder, `${tag}.sql`), join(folder, `${tag}.sql`));
    // Else older code would refuse the restored database, and `upgrade --back` with it.
    cpSync(join(migrationsFolder, "meta", toleranceFile), join(folder, "meta", toleranceFile));
    await migrate(url, { folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
