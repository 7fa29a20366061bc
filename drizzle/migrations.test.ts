import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { knownMigrations, migrationsFolder } from "#db/migrate.ts";
import { checksumsFile, computeChecksums } from "./checksums.ts";
import { findMigrationRisks } from "./migration-risks.ts";

/** Before the first release no site has rows: the rules for large tables hold from the migration after this one. */
const firstRelease = "0002_related_words";

/** Risks taken on purpose, with the reason: `{ "0007_name": "the table has at most 20 rows" }`. */
const accepted: Record<string, string> = {
  "0007_comment_bands": "comment_fingerprints is as young as migration 0006, and keeps one day",
  "0021_decision_notices":
    "partial: of a million notifications about comments none is in the index, and reading them takes under a second",
  "0023_log_by_year": "the log of a site that has just been released is short: a million lines take about two seconds",
  "0027_selections": "partial: no decision has a selection yet, and reading a million takes under a second",
  "0030_revision_pictures":
    "partial: the column comes with it, so none of a million notifications is in the index, and reading them takes under a second",
  "0022_mail_claims": "a site has thousands of notices, not millions",
};

test("the tables in db/schema are what the migrations make: drizzle-kit finds nothing to generate", () => {
  const copy = mkdtempSync(join(tmpdir(), "vigie-drizzle-"));
  cpSync(migrationsFolder, copy, { recursive: true });
  const before = readdirSync(copy);
  const kit = join("node_modules", "drizzle-kit", "bin.cjs");
  const schema = ["--dialect=postgresql", "--casing=snake_case", "--schema=./db/schema/*.ts"];
  const { stdout, stderr } = spawnSync(process.execPath, [kit, "generate", ...schema, `--out=${relative(".", copy)}`], {
    input: "",
    encoding: "utf8",
    timeout: 60_000,
  });
  const after = readdirSync(copy);
  rmSync(copy, { recursive: true });
  expect(stdout + stderr, "npx drizzle-kit generate --config drizzle/config.ts").toContain("No schema changes");
  expect(after).toEqual(before);
});

test("the journal names every file once, in the order of their moments", () => {
  const known = knownMigrations();
  const files = readdirSync(migrationsFolder).filter((name) => name.endsWith(".sql"));
  expect(known.map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
  expect(known.map(({ idx }) => idx)).toEqual(known.map((_, place) => place));
  expect(known.map(({ when }) => when)).toEqual(known.map(({ when }) => when).sort((a, b) => a - b));
  expect(new Set(known.map(({ when }) => when)).size).toBe(known.length);
});

test("a migration that has landed is never edited", () => {
  const landed: Record<string, string> = JSON.parse(readFileSync(join(import.meta.dirname, checksumsFile), "utf8"));
  const now = computeChecksums();
  const edited = Object.keys(landed).filter((tag) => now[tag] !== landed[tag]);
  expect(edited, "undo the edit and write a further migration").toEqual([]);
  const unknown = Object.keys(now).filter((tag) => !(tag in landed));
  expect(unknown, "once it is final, note it with: node drizzle/update-checksums.ts").toEqual([]);
});

test("a migration is safe on a large table of a running site", () => {
  const known = knownMigrations();
  const guarded = known.slice(known.findIndex(({ tag }) => tag === firstRelease) + 1);
  const risks = guarded
    .filter(({ tag }) => !accepted[tag])
    .flatMap(({ tag }) =>
      findMigrationRisks(readFileSync(join(migrationsFolder, `${tag}.sql`), "utf8")).map((risk) => `${tag}: ${risk}`),
    );
  expect(risks).toEqual([]);
  expect(Object.keys(accepted).filter((tag) => !known.some((entry) => entry.tag === tag))).toEqual([]);
});
