import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { knownMigrations, migrationsFolder } from "#db/migrate.ts";
import { readToleranceNotes } from "#db/migration-tolerance.ts";
import { checksumsFile, computeChecksums } from "./checksums.ts";
import { findMigrationRisks } from "./migration-risks.ts";

/** Makes the tables, so nothing in it can hold up a site: the rules for large tables apply to every migration after it. */
const baseline = "0000_baseline";

/** Risks taken on purpose, with the reason: `{ "0007_name": "the table has at most 20 rows" }`. */
const accepted: Record<string, string> = {
  "0004_cancelled_issues": "newsletter_issues has a few rows per month",
  "0007_search": "corrections has a few rows per month; the index of 100,000 members' names takes a second",
  "0010_comment_index":
    "search_comments came with 0007: it is empty where a release is upgraded; a million rows take 5 s",
  "0015_author_portraits": "authors has one row per byline: hundreds",
  "0021_digest_switch": "changes the few members who turned the alerts to the team off",
  "0023_wordpress_complete": "site_pages has at most a hundred rows",
};

test("drizzle-kit finds no difference between db/schema and the migrations", () => {
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

test("the journal names every file once, in the order of their timestamps", () => {
  const known = knownMigrations();
  const files = readdirSync(migrationsFolder).filter((name) => name.endsWith(".sql"));
  expect(known.map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
  expect(known.map(({ idx }) => idx)).toEqual(known.map((_, index) => index));
  expect(known.map(({ when }) => when)).toEqual(known.map(({ when }) => when).sort((a, b) => a - b));
  expect(new Set(known.map(({ when }) => when)).size).toBe(known.length);
});

test("no landed migration was edited", () => {
  const landed: Record<string, string> = JSON.parse(readFileSync(join(import.meta.dirname, checksumsFile), "utf8"));
  const now = computeChecksums();
  const edited = Object.keys(landed).filter((tag) => now[tag] !== landed[tag]);
  expect(edited, "undo the edit and write a further migration").toEqual([]);
  const unknown = Object.keys(now).filter((tag) => !(tag in landed));
  expect(unknown, "once it is final, note it with: node drizzle/update-checksums.ts").toEqual([]);
});

test("a migration is safe on a large table of a running site", () => {
  const known = knownMigrations();
  const guarded = known.slice(known.findIndex(({ tag }) => tag === baseline) + 1);
  const risks = guarded
    .filter(({ tag }) => !accepted[tag])
    .flatMap(({ tag }) =>
      findMigrationRisks(readFileSync(join(migrationsFolder, `${tag}.sql`), "utf8")).map((risk) => `${tag}: ${risk}`),
    );
  expect(risks).toEqual([]);
  expect(Object.keys(accepted).filter((tag) => !known.some((entry) => entry.tag === tag))).toEqual([]);
});

test("a migration notes the oldest code that works on its tables", () => {
  const tags = knownMigrations().map(({ tag }) => tag);
  const notes = readToleranceNotes(migrationsFolder);
  // Code before it has no notes.
  const noted = tags.slice(tags.indexOf("0017_health_checks"));
  const advice = "note it in drizzle/migrations/meta/_tolerance.json (docs/testing.md, Migrations)";
  expect(Object.keys(notes), advice).toEqual(noted);
  for (const [tag, { since, why }] of Object.entries(notes)) {
    expect(why, `${tag}: why, in a few words`).not.toBe("");
    if (since !== null)
      expect(tags.slice(0, tags.indexOf(tag)), `${tag}: an older migration, or null`).toContain(since);
  }
});
