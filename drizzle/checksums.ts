import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { knownMigrations, migrationsFolder } from "#db/migrate.ts";

/** The fingerprint of each migration that has landed: databases have applied it, so it is never edited again. */
export const checksumsFile = "checksums.json";

/** SHA-256 of each migration, by name. Line ends do not count: git may change them. */
export function computeChecksums(): Record<string, string> {
  return Object.fromEntries(
    knownMigrations().map(({ tag }) => {
      const text = readFileSync(join(migrationsFolder, `${tag}.sql`), "utf8").replaceAll("\r\n", "\n");
      return [tag, createHash("sha256").update(text).digest("hex")];
    }),
  );
}
