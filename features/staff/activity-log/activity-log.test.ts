import { beforeEach, expect, test } from "vitest";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { activityLog, articles, corrections, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { recordActivity } from "#features/members/activity-log/mutations.ts";
import { type ActivityCursor, formatCursor, parseActor, parseCursor } from "#features/members/activity-log/rules.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { entriesPerPage, listActivity } from "./queries.ts";

const { db, sql, clear } = testDatabase();

beforeEach(async () => {
  await clear();
  await db.insert(members).values([
    { name: "Ada", handle: "ada", role: "admin" },
    { name: "Bob", handle: "bob", role: "editor" },
  ]);
  await db.insert(articles).values({ slug: "a", title: "Un titre", status: "published", publishedAt: new Date() });
});

test("rejects changes, deletion and truncation of the activity log", async () => {
  await recordActivity(db, { kind: "published", actorId: 1, subjectId: 1 });
  for (const statement of ["update activity_log set actor_id = 2", "delete from activity_log", "truncate activity_log"])
    await expect(sql.unsafe(statement)).rejects.toThrow();
  expect(await db.$count(activityLog)).toBe(1);
});

test("merges settings and corrections into the log, newest first, with current names", async () => {
  await recordActivity(db, { kind: "role", actorId: 1, subjectId: 2, detail: { before: "reader", role: "editor" } });
  await recordActivity(db, { kind: "published", actorId: 2, subjectId: 1 });
  await setSetting(db, "comments.newcomer", 3, 1);
  await db.insert(corrections).values({ articleId: 1, kind: "update", note: "Plus", memberId: 2 });
  await recordActivity(db, { kind: "imported", actorId: null, detail: { articles: 2, comments: 5 } });
  await sql`update members set name = 'Barbara' where id = 2`;
  const lines = await listActivity(db);
  expect(lines.map(({ kind }) => kind).sort()).toEqual(["correction", "imported", "published", "role", "setting"]);
  const of = (kind: string) => lines.find((line) => line.kind === kind);
  expect(of("role")).toMatchObject({
    actor: { name: "Ada" },
    subject: { id: 2, name: "Barbara" },
    detail: { before: "reader", role: "editor" },
  });
  expect(of("published")).toMatchObject({ actor: { name: "Barbara" }, article: { id: 1, title: "Un titre" } });
  expect(of("setting")).toMatchObject({ key: "comments.newcomer", actor: { id: 1 } });
  expect(of("correction")).toMatchObject({ key: "update", article: { id: 1 } });
  expect(of("imported")).toMatchObject({ actor: null, detail: { articles: 2, comments: 5 } });

  const kinds = async (filter: Parameters<typeof listActivity>[1]) =>
    (await listActivity(db, filter)).map(({ kind }) => kind).sort();
  expect(await kinds({ actor: 2 })).toEqual(["correction", "published"]);
  expect(await kinds({ actor: "line" })).toEqual(["imported"]);
  expect(await kinds({ kind: "setting" })).toEqual(["setting"]);
  expect(await kinds({ kind: "correction", actor: 1 })).toEqual([]);
  expect(await kinds({ kind: "published", actor: 2 })).toEqual(["published"]);
});

test("lists each entry once across pages, even if all have one timestamp", async () => {
  await sql`insert into activity_log (kind, actor_id, subject_id, created_at)
    select 'published', 1 + n % 2, 1, timestamptz '2026-01-01' + (n / 40) * interval '1 hour' from generate_series(0, 119) n`;
  await sql`insert into setting_changes (key, actor_id, created_at)
    select 'site.name', 1, timestamptz '2026-01-01' + (n / 40) * interval '1 hour' from generate_series(0, 59) n`;
  await sql`insert into corrections (article_id, kind, note, created_at)
    select 1, 'correction', 'n', timestamptz '2026-01-01 01:00' from generate_series(1, 20) n`;
  const seen: string[] = [];
  let after: ActivityCursor | undefined;
  for (let page = 0; page < 10; page += 1) {
    const lines = await listActivity(db, { after });
    const shown = lines.slice(0, entriesPerPage);
    seen.push(...shown.map(({ at, source, id }) => `${at.toISOString()} ${source} ${id}`));
    if (lines.length <= entriesPerPage) break;
    after = parseCursor(formatCursor(shown.at(-1) ?? lines[0] ?? { at: new Date(), source: "activity", id: 1 }));
    expect(after).toBeDefined();
  }
  expect(seen).toHaveLength(200);
  expect(new Set(seen).size).toBe(200);
  expect(seen.map((line) => line.split(" ")[0])).toEqual(
    seen
      .map((line) => line.split(" ")[0] ?? "")
      .sort()
      .reverse(),
  );
});

test("reads about a page of each table for a page of a long log", async () => {
  await sql`insert into activity_log (kind, actor_id, subject_id, created_at)
    select (array['published', 'updated', 'role'])[1 + n % 3], n % 50, 1, now() - n * interval '1 minute' from generate_series(1, 50000) n`;
  await sql`analyze activity_log`;
  const at = new Date(Date.now() - 20_000 * 60_000);
  for (const filter of [
    {},
    { kind: "role" },
    { actor: 7 },
    { actor: 7, after: { at, source: "activity", id: 9 } },
  ] as const) {
    const plans = await readQueryPlans(sql, (plain) => listActivity(plain, filter));
    printQueryPlans(JSON.stringify(filter), plans);
    expect(plans.flatMap(({ text }) => text)).toEqual([]);
    expect(plans[0]?.read).toBeLessThan(1_000);
  }
});

test.each([
  ["1764067200000-a1", { at: new Date(1_764_067_200_000), source: "activity", id: 1 }],
  ["1764067200000-s12", { at: new Date(1_764_067_200_000), source: "setting", id: 12 }],
  ["1764067200000-x1", undefined],
  // Beyond PostgreSQL's timestamps.
  ["999999999999999-a1", undefined],
  ["' or 1=1", undefined],
  [undefined, undefined],
] as const)("the place %j", (text, place) => {
  expect(parseCursor(text)).toEqual(place);
});

test("parses an actor: a member's id, or the command line", () => {
  expect([parseActor("line"), parseActor("12"), parseActor("0"), parseActor("x")]).toEqual([
    "line",
    12,
    undefined,
    undefined,
  ]);
});
