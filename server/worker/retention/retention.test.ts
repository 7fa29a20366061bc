import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql as raw } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { anonymiseMember } from "#features/account/deletion/anonymise-member.ts";
import { threadRankingJob } from "#features/comments/jobs.ts";
import { privacyPreset } from "#features/pages/built-in/privacy.ts";
import { openJobs, openQueue } from "#lib/jobs.ts";
import { dropChecks, fillTables, listColumns } from "#server/testing/fill-tables.ts";
import { deleteExpiredData } from "../data-retention.ts";
import { columnRetention } from "./column-retention.ts";
import { describeRetention } from "./describe-retention.ts";
import { getRetentionRule, type RetentionRule, retentionNames } from "./retention-rules.ts";

const { db, sql, clear } = testDatabase();
const dataDir = mkdtempSync(join(tmpdir(), "vigie-retention-"));
process.env.DATA_DIR = dataDir;
process.env.AUTH_SECRET ??= "a secret of these tests";
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
beforeAll(() => dropChecks(sql));
beforeEach(async () => {
  await clear();
  await fillTables(sql);
});

const rules = retentionNames.map((name) => [name, getRetentionRule(name)] as const);
const decisionsOf = (table: string) =>
  Object.entries(columnRetention[table] ?? {}).flatMap(([decision, columns]) =>
    columns.split(" ").map((column) => ({ decision, column })),
  );
const readAll = async () => {
  const tables = await listColumns(sql);
  const contents: Record<string, unknown[]> = {};
  for (const table of tables.keys()) contents[table] = await sql.unsafe(`select * from "${table}"`);
  return contents;
};

test("a retention is decided for every column of every table, once", async () => {
  const tables = await listColumns(sql);
  const columns = [...tables].map(([table, list]) => [table, list.map(({ name }) => name).sort()]);
  const decided = Object.keys(columnRetention).map((table) => [
    table,
    decisionsOf(table)
      .map(({ column }) => column)
      .sort(),
  ]);
  expect(Object.fromEntries(decided)).toEqual(Object.fromEntries(columns));
});

test("columns with a set time have a rule, and rules name columns that exist", async () => {
  const tables = await listColumns(sql);
  // Goes with the row of `comment_fingerprints`.
  const ruled = ["comment_fingerprint_bands", ...rules.map(([, { table }]) => table)];
  for (const table of Object.keys(columnRetention))
    if (columnRetention[table]?.timed) expect(ruled, table).toContain(table);
  for (const [name, { table, since, clears = [] }] of rules)
    expect(
      tables.get(table)?.map((column) => column.name),
      name,
    ).toEqual(expect.arrayContaining([since, ...clears]));
});

test("a number of a member is a number", async () => {
  const tables = await listColumns(sql);
  for (const [table, columns] of tables)
    for (const { name, type } of columns)
      if (
        columnRetention[table]?.number?.split(" ").includes(name) &&
        !(table === "moderation_log" && name === "decider")
      )
        expect([table, name, type]).toEqual([table, name, "bigint"]);
});

/** Sets the time from which a row's age counts. */
async function age(tx: Executor, { table, since }: RetentionRule, hours: number): Promise<void> {
  await tx.execute(
    raw`update ${raw.identifier(table)} set ${raw.identifier(since)} = now() - make_interval(secs => ${hours * 3_600}::float8)`,
  );
}

/** Whether a rule's data is still there. */
async function isThere(tx: Executor, { table, clears = [] }: RetentionRule): Promise<boolean> {
  const [row] = await tx.execute(raw`select * from ${raw.identifier(table)}`);
  return row !== undefined && clears.every((column) => !isEmpty(row[column]));
}

const isEmpty = (value: unknown) => value === null || value === "" || JSON.stringify(value) === "[]";

/** The numbers of days as the privacy page writes them: one that changes fails until its sentence is changed, too. */
const inWords: Record<number, { fr: string; en: string }> = {
  2: { fr: "deux jours", en: "two days" },
  30: { fr: "trente jours", en: "30 days" },
  60: { fr: "soixante jours", en: "60 days" },
  90: { fr: "quatre-vingt-dix jours", en: "90 days" },
  183: { fr: "six mois", en: "six months" },
  365: { fr: "un an", en: "a year" },
  1096: { fr: "trois ans", en: "three years" },
};

describe.each(rules)("%s", (_name, rule) => {
  test("stays until its time and is gone soon after", async () => {
    const rolledBack = new Error("The next rule finds the same rows.");
    const work = db.transaction(async (tx) => {
      // A session that never ended has no end; days are whole ones, and months longer or shorter.
      if (rule.since !== "revoked_at") {
        await age(tx, rule, Math.min(24 * rule.days - 1, 24 * Math.max(0, rule.days - 1)) || -1);
        await rule.run(tx);
      }
      expect(await isThere(tx, rule)).toBe(true);
      await age(tx, rule, rule.days === 0 ? 0.01 : 24 * (rule.days + (rule.days > 100 ? 4 : 1)));
      await rule.run(tx);
      expect(await isThere(tx, rule)).toBe(false);
      throw rolledBack;
    });
    await expect(work).rejects.toBe(rolledBack);
  });

  test.runIf(rule.promise)("is what the privacy page says", () => {
    for (const locale of ["fr", "en"] as const) {
      expect(privacyPreset[locale]("Vigie", "", 12)).toContain(rule.promise?.[locale]);
      if (rule.days > 0) expect(rule.promise?.[locale]).toContain(inWords[rule.days]?.[locale]);
    }
  });
});

test("fresh data stays", async () => {
  const before = await readAll();
  await deleteExpiredData(db);
  expect(await readAll()).toEqual(before);
});

/** Tables without a rule, of which the same functions delete rows. */
const trimmedTables = ["feed_days", "health_samples", "comment_fingerprint_bands", "newsletter_subscriber_topics"];

test("after ten years only what has no set time is left, unchanged: decisions, consents, sends, the log of activities", async () => {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const [table, columns] of await listColumns(sql)) {
      const times = columns.filter(
        ({ type, isGenerated }) => !isGenerated && (type.startsWith("timestamp") || type === "date"),
      );
      const set = times.map(({ name }) => `"${name}" = "${name}" - interval '10 years'`);
      if (set.length > 0) await tx.unsafe(`update "${table}" set ${set.join(", ")}`);
    }
  });
  const before = await readAll();
  await deleteExpiredData(db);
  const after = await readAll();
  for (const table of Object.keys(before)) {
    const ruled = rules.filter(([, rule]) => rule.table === table);
    if (ruled.some(([, { clears }]) => !clears)) expect(after[table], table).toEqual([]);
    // The erasure of an address is one more consent; none is changed.
    else if (table === "newsletter_consents") expect(after[table]).toEqual(expect.arrayContaining(before[table] ?? []));
    else if (ruled.length === 0 && !trimmedTables.includes(table)) expect(after[table], table).toEqual(before[table]);
  }
  for (const kept of ["moderation_decisions", "newsletter_deliveries", "activity_log", "mail_reports"])
    expect(after[kept], kept).toEqual(before[kept]);
  expect(after.dsa_notices).toMatchObject([{ name: "", email: null, explanation: expect.stringMatching(/./) }]);
  expect(after.feed_items).toMatchObject([{ raw: "", body_html: "", pictures: [], title: expect.stringMatching(/./) }]);
});

test("with the account goes everything that is decided so; decisions and consents stay", async () => {
  const boss = await openJobs();
  await openQueue(boss, threadRankingJob);
  const before = await readAll();
  await db.transaction((tx) => anonymiseMember(tx, 1, { keepsComments: false }));
  const after = await readAll();
  for (const table of Object.keys(columnRetention)) {
    const [row, old] = [Object(after[table]?.[0]), Object(before[table]?.[0])];
    const left = decisionsOf(table)
      .filter(({ decision, column }) => decision === "account" && column in row && !isEmpty(row[column]))
      // Name, handle, role and the key of links are replaced by ones that say nothing.
      .filter(({ column }) => JSON.stringify(row[column]) === JSON.stringify(old[column]))
      .map(({ column }) => column);
    expect(left, table).toEqual([]);
  }
  for (const kept of ["moderation_decisions", "activity_log", "appeals"])
    expect(after[kept], kept).toEqual(before[kept]);
  expect(after.newsletter_consents).toEqual(expect.arrayContaining(before.newsletter_consents ?? []));
});

test("docs/data-retention.md lists the rules", () => {
  expect(readFileSync("docs/data-retention.md", "utf8")).toContain(describeRetention());
});
