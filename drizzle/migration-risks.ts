import { listIndexes } from "#db/concurrent-indexes.ts";

/**
 * Lists the statements of a migration that would block a busy site, or lose or break something, on tables that already have rows. These are rules,
 * not a parser: in doubt a statement is reported. `sql` is one migration; tables that it creates itself are empty, and one that only makes
 * indexes is built without blocking writes (db/concurrent-indexes.ts).
 */
export function findMigrationRisks(sql: string): string[] {
  if (listIndexes(sql.split("--> statement-breakpoint")).length > 0) return [];
  const plain = sql
    .replace(/--(?!> statement-breakpoint).*$/gm, "")
    // Ignores function bodies: their statements run only when the function is called.
    .replace(/(create (?:or replace )?function\b.*?\bas )\$\$.*?\$\$/gis, "$1''");
  const created = new Set(
    [...plain.matchAll(/create table (?:if not exists )?("?[\w."]+"?)/gi)].map(([, name]) => bareName(name)),
  );
  return plain
    .split(/;|--> statement-breakpoint/)
    .map((statement) => statement.replace(/\s+/g, " ").trim())
    .filter((statement) => statement !== "")
    .flatMap((statement) => {
      const table =
        /(?:alter table (?:if exists )?(?:only )?|create (?:unique )?index .*? on (?:only )?)("?[\w."]+"?)/i.exec(
          statement,
        )?.[1];
      if (table && created.has(bareName(table))) return [];
      const rule = rules.find(({ pattern, unless }) => pattern.test(statement) && !unless?.test(statement));
      return rule ? [`${rule.advice}: ${statement.slice(0, 120)}`] : [];
    });
}

const rules: { pattern: RegExp; unless?: RegExp; advice: string }[] = [
  {
    pattern: /^create (unique )?index/i,
    advice:
      "an index on a table with rows blocks writes while it is built: make it in a migration of its own, which is built concurrently",
  },
  {
    pattern: /alter column .* (set data )?type\b/i,
    advice: "a new type rewrites the whole table: add a column and fill it in batches",
  },
  {
    pattern: /add column .*\bgenerated always as\b(?!\s*identity)/i,
    advice: "a generated column rewrites the whole table: add a plain one and fill it in batches",
  },
  {
    pattern: /add column .*\bdefault (?!'[^']*'|-?[\d.]+|true|false|null|now\(\)|current_timestamp)/i,
    advice: "a default that differs per row rewrites the whole table",
  },
  {
    pattern: /add column .*\bnot null\b/i,
    unless: /\bdefault\b|\bgenerated\b/i,
    advice: "a required column without a default fails on a table with rows",
  },
  {
    pattern: /alter column .* set not null/i,
    advice: "reads the whole table under a lock: add a check not valid, validate it, then set it",
  },
  {
    pattern: /add constraint .*\b(foreign key|check)\b/i,
    unless: /\bnot valid\b/i,
    advice: "checks the whole table under a lock: add it not valid, validate it in a later migration",
  },
  {
    pattern: /add constraint .*\b(unique|primary key|exclude)\b/i,
    unless: /\busing index\b/i,
    advice: "builds its index under a lock: build a unique index concurrently first, then add the constraint using it",
  },
  {
    pattern: /^drop table|\bdrop column\b|^truncate/i,
    advice: "loses what it held: stop using it in one release, drop it in the next",
  },
  { pattern: /\brename (to|column|constraint)?\b/i, advice: "the version still running does not know the new name" },
  { pattern: /^(vacuum full|cluster|lock table|reindex (?!.*concurrently))/i, advice: "locks the whole table" },
  {
    pattern: /^(update|delete from) /i,
    advice: "changes rows of a whole table in one transaction: do it in batches, in a job",
  },
];

function bareName(name: string | undefined): string {
  return (name ?? "")
    .replaceAll('"', "")
    .replace(/^public\./, "")
    .toLowerCase();
}
