import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { comments, dailyDecisionWaits, moderationActivity, moderationDecisions, queueSamples } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { anArticle } from "#features/articles/testing.ts";
import { aComment } from "#features/comments/testing.ts";
import type { Actor } from "#features/members/standing/actor.ts";
import { someMembers } from "#features/members/testing.ts";
import { appealDecision, decideAppeal } from "#features/moderation/appeals/mutations.ts";
import { decideOrThrow } from "#features/moderation/decisions/testing.ts";
import { undoDecision } from "#features/moderation/decisions/undo.ts";
import { countActivity, sampleQueue, storeDailyWaits, storeWeeklyWaits, updateModerationStats } from "./mutations.ts";
import {
  listDailyWaits,
  listHours,
  listModeratorFigures,
  listQueueDays,
  listWeeklyQueueAge,
  listWeeklyWaits,
  readQueueAge,
} from "./queries.ts";
import {
  averageByHourOfWeek,
  chartDays,
  listShownFigures,
  type ModeratorFigures,
  markOneSidedModerators,
  sumByDay,
} from "./rules.ts";

const { db, sql, clear } = testDatabase();
const zone = "Europe/Paris";
let article = 0;
let thread = 0;

beforeEach(async () => {
  await clear();
  article = await anArticle(db, "a", { title: "A", publishedAt: new Date(0) });
});

async function write(...moments: string[]) {
  for (const moment of moments) {
    thread += 1;
    await db.insert(comments).values({
      articleId: article,
      thread,
      bodySource: "x",
      bodyHtml: "x",
      status: "visible",
      createdAt: new Date(moment),
    });
  }
}

const counted = async (now: string) => sumByDay(await listHours(db, zone, new Date(now)));

test("groups by days of the site's time zone, before and after counting, without double counts", async () => {
  // 23:30 UTC is the next day in Paris.
  await write("2026-11-20T22:30:00Z", "2026-11-20T23:30:00Z");
  const now = "2026-11-24T12:00:00Z";
  const expected = [
    ["2026-11-20", 1],
    ["2026-11-21", 1],
  ];
  const some = async () =>
    (await counted(now)).filter(({ comments: n }) => n > 0).map((day) => [day.day, day.comments]);
  expect(await some()).toEqual(expected);
  await countActivity(db);
  expect(await some()).toEqual(expected);
  await countActivity(db);
  await countActivity(db);
  expect(await some()).toEqual(expected);
  // An import adds an old comment after newer ones.
  await write("2026-11-20T10:00:00Z");
  expect(await some()).toEqual([["2026-11-20", 2], expected[1]]);
  await countActivity(db);
  await countActivity(db);
  expect(await some()).toEqual([["2026-11-20", 2], expected[1]]);
  expect(await db.$count(moderationActivity)).toBe(3);
});

test("covers ninety days including today, even on an empty site", async () => {
  const days = await counted("2026-11-24T12:00:00Z");
  expect(days).toHaveLength(chartDays);
  expect([days[0]?.day, days.at(-1)?.day]).toEqual(["2026-08-27", "2026-11-24"]);
  expect(await listQueueDays(db, zone, new Date())).toEqual([]);
  expect((await readQueueAge(db)).waiting).toBe(0);
});

test("handles days of 23 and 25 hours, and averages a repeated hour correctly", async () => {
  const spring = (await listHours(db, zone, new Date("2026-04-10T10:00:00Z"))).filter(
    ({ day }) => day === "2026-03-29",
  );
  expect(spring.map(({ hour }) => hour)).not.toContain(2);
  expect(spring).toHaveLength(23);
  // 02:15 in summer time, and again an hour later in winter time.
  await write("2026-10-25T00:15:00Z", "2026-10-25T01:15:00Z", "2026-10-18T00:15:00Z");
  const hours = await listHours(db, zone, new Date("2026-10-25T22:59:00Z"));
  const autumn = hours.filter(({ day }) => day === "2026-10-25");
  expect(autumn).toHaveLength(24);
  expect(autumn[2]).toMatchObject({ hour: 2, comments: 2, quarters: 8 });
  expect(autumn.reduce((sum, { quarters }) => sum + quarters, 0)).toBe(100);
  const week = averageByHourOfWeek(hours, ({ comments: n }) => n);
  const sundays = hours.filter(({ day, hour }) => hour === 2 && new Date(`${day}T00:00:00Z`).getUTCDay() === 0);
  expect(week[6]?.[2]).toBeCloseTo(3 / (sundays.length + 1));
  expect(week[0]?.[5]).toBe(0);
});

test("handles time zones with half-hour offsets", async () => {
  await write("2026-11-23T18:20:00Z", "2026-11-23T18:40:00Z");
  await countActivity(db);
  const hours = await listHours(db, "Asia/Kolkata", new Date("2026-11-24T12:00:00Z"));
  expect(hours.filter(({ comments: n }) => n > 0).map(({ day, hour, comments: n }) => [day, hour, n])).toEqual([
    ["2026-11-23", 23, 1],
    ["2026-11-24", 0, 1],
  ]);
});

test("counts decisions by people and by rules, with the command line as a person", async () => {
  const row = {
    subject: "comment",
    subjectId: 1,
    action: "reject",
    createdAt: new Date("2026-11-23T10:00:00Z"),
  } as const;
  await db.insert(moderationDecisions).values([
    { ...row, actorId: 1 },
    { ...row, rule: "command-line" },
    { ...row, action: "hold", rule: "links" },
    { ...row, action: "note", actorId: 1 },
  ]);
  for (let n = 0; n < 2; n += 1) {
    const [day] = (await counted("2026-11-23T12:00:00Z")).slice(-1);
    expect(day).toMatchObject({ day: "2026-11-23", byPeople: 2, byRules: 1 });
    await countActivity(db);
  }
});

test("computes the median wait of a day exactly, stores it for past days, and again for another time zone", async () => {
  await sql`insert into moderation_log (decision_id, subject, action, decider, listed, waited, created_at)
    select n, 'comment', 'approve', 'member:1', false, n * 10, timestamptz '2026-11-22T23:30:00Z' from generate_series(1, 5) n`;
  const now = new Date("2026-11-24T12:00:00Z");
  await storeDailyWaits(db, zone, now);
  await storeDailyWaits(db, zone, now);
  const known = (await listDailyWaits(db, zone, now)).filter(({ decided }) => decided > 0);
  expect(known).toEqual([{ day: "2026-11-23", decided: 5, median: 30 }]);
  await storeDailyWaits(db, "UTC", now);
  expect((await listDailyWaits(db, "UTC", now)).find(({ decided }) => decided > 0)?.day).toBe("2026-11-22");
  expect(await db.$count(dailyDecisionWaits)).toBe(2 * chartDays);
  // Today is computed on read.
  expect((await listDailyWaits(db, zone, new Date("2026-11-23T12:00:00Z"))).at(-1)).toEqual(known[0]);
});

test("computes the median wait by hour of the week exactly, in the site's time zone", async () => {
  const add = (from: number, to: number, at: string, seconds: number) => sql`
    insert into moderation_log (decision_id, subject, action, decider, listed, waited, created_at)
    select n, 'comment', 'approve', 'member:1', false, n * ${seconds}::int, ${at}::timestamptz from generate_series(${from}::int, ${to}::int) n`;
  // Sunday evening in UTC is Monday in Paris; a hundred days ago is out of range.
  await add(1, 5, "2026-11-22T23:30:00Z", 10);
  await add(6, 9, "2026-08-10T23:30:00Z", 9_999);
  const now = new Date("2026-11-24T12:00:00Z");
  await storeWeeklyWaits(db, zone, now);
  const week = await listWeeklyWaits(db, zone);
  expect(week[0]?.[0]).toBe(30);
  expect(week.flat().filter((median) => median !== null)).toEqual([30]);
  await add(10, 14, "2026-11-15T23:10:00Z", 100);
  await storeWeeklyWaits(db, zone, now);
  expect((await listWeeklyWaits(db, zone))[0]?.[0]).toBe(Math.round((50 + 1_000) / 2));
  expect((await listWeeklyWaits(db, "UTC")).flat().every((median) => median === null)).toBe(true);
});

test("averages the sampled age of the queue by hour of the week, in the site's time zone", async () => {
  await db.insert(queueSamples).values([
    // Sunday evening in UTC is Monday in Paris.
    { takenAt: new Date("2026-11-15T23:00:00Z"), waiting: 3, median: 100, oldest: 900 },
    { takenAt: new Date("2026-11-22T23:00:00Z"), waiting: 3, median: 300, oldest: 900 },
    // An empty queue, and a sample out of range.
    { takenAt: new Date("2026-11-23T00:00:00Z"), waiting: 0, median: null, oldest: null },
    { takenAt: new Date("2026-08-10T23:00:00Z"), waiting: 3, median: 9_999, oldest: 9_999 },
  ]);
  const week = await listWeeklyQueueAge(db, zone, new Date("2026-11-24T12:00:00Z"));
  expect(week[0]?.[0]).toBe(200);
  expect(week.flat().filter((age) => age !== null)).toEqual([200]);
});

test("samples the queue once an hour, with its age", async () => {
  await sql`insert into comments (article_id, thread, body_source, body_html, status, created_at)
    select ${article}, 9000 + n, 'x', 'x', 'pending', now() - n * interval '2 hours' from generate_series(0, 3) n`;
  const now = await readQueueAge(db);
  expect(now).toMatchObject({ waiting: 4, ages: [1, 1, 2, 0, 0] });
  expect(now.oldest).toBeGreaterThanOrEqual(6 * 3600 - 5);
  await sampleQueue(db);
  await sampleQueue(db);
  expect(await db.select().from(queueSamples)).toMatchObject([{ waiting: 4 }]);
  expect((await listQueueDays(db, zone, new Date())).at(-1)).toMatchObject({ waiting: 4 });
  await updateModerationStats(db);
});

describe("the figures of moderators", () => {
  const roles = { jeanne: "reader", malik: "reader", modo: "moderator", autre: "moderator", chef: "admin" } as const;

  test("count decisions on comments: what waited, spam, and what was undone or overturned; not what a ban removed", async () => {
    const people = await someMembers(db, roles);
    const by = (handle: keyof typeof roles) => ({ id: people[handle] ?? 0 });
    const a = (status: "pending" | "visible", handle: keyof typeof roles = "jeanne") =>
      aComment(db, article, { memberId: people[handle] ?? 0, status });
    const decided = async (
      actor: Actor,
      id: number,
      action: "approve" | "reject" | "spam" | "remove",
      reason?: string,
    ) => decideOrThrow(db, { actor, subject: { kind: "comment", id }, action, reason });
    await decided(by("modo"), await a("pending"), "approve");
    await decided(by("modo"), await a("pending"), "reject", "respect");
    const undone = await decided(by("modo"), await a("pending"), "spam", "spam");
    await undoDecision(db, by("modo"), undone);
    const contested = await decided(by("modo"), await a("visible"), "remove", "spam");
    const appeal = await appealDecision(db, people.jeanne ?? 0, {
      decision: contested,
      body: "Relisez, je vous prie.",
    });
    if (!appeal.ok) throw new Error(appeal.code);
    const answer = { appeal: appeal.value.appeal, verdict: "overturned" as const, note: "Relu avec soin." };
    expect(await decideAppeal(db, by("chef"), answer)).toMatchObject({ ok: true });
    await decided(by("autre"), await a("pending", "malik"), "approve");
    await decided({ rule: "reports" }, await a("visible"), "reject", "respect");
    for (let n = 0; n < 3; n += 1) await a("visible", "malik");
    const subject = { kind: "member", id: people.malik ?? 0 } as const;
    await decideOrThrow(db, { actor: by("autre"), subject, action: "ban", reason: "spam", comments: "remove" });
    expect(await listModeratorFigures(db, zone, new Date())).toEqual([
      { id: by("modo").id, name: "modo", decisions: 4, queued: 3, queuedRefused: 2, spam: 2, reverted: 2 },
      { id: by("autre").id, name: "autre", decisions: 1, queued: 1, queuedRefused: 0, spam: 0, reverted: 0 },
    ]);
    expect(await listModeratorFigures(db, zone, new Date("2126-01-01"))).toEqual([]);
  });

  const row = (id: number, queued: number, queuedRefused: number): ModeratorFigures => ({
    id,
    name: `M${id}`,
    decisions: queued,
    queued,
    queuedRefused,
    spam: 0,
    reverted: 0,
  });
  test.each([
    ["refuses as the others do", [row(1, 200, 40), row(2, 300, 50), row(3, 100, 30)], {}],
    ["refuses far more", [row(1, 200, 180), row(2, 300, 50), row(3, 100, 30)], { 1: "more" }],
    ["approves nearly all", [row(1, 200, 2), row(2, 300, 150), row(3, 300, 120)], { 1: "less" }],
    ["has made too few decisions", [row(1, 49, 49), row(2, 300, 50)], {}],
    ["is alone", [row(1, 500, 500)], {}],
    ["has colleagues who made too few decisions", [row(1, 500, 500), row(2, 49, 0)], {}],
  ])("compare a moderator who %s with the others", (_, rows, expected) => {
    const marks = markOneSidedModerators(rows);
    expect(Object.fromEntries([...marks].map(([id, { kind }]) => [id, kind]).filter(([id]) => id === 1))).toEqual(
      expected,
    );
  });

  test("are all there for administrators; a moderator sees only their own, also without a decision", () => {
    const all = [row(1, 200, 40), row(2, 300, 50)];
    const viewer = (id: number, role: "moderator" | "admin") => ({ id, name: `M${id}`, role });
    expect(listShownFigures(all, viewer(3, "admin"))).toEqual(all);
    expect(listShownFigures(all, viewer(2, "moderator"))).toEqual([row(2, 300, 50)]);
    expect(listShownFigures(all, viewer(3, "moderator"))).toEqual([row(3, 0, 0)]);
    expect(listShownFigures([], viewer(3, "moderator"))).toEqual([]);
  });

  test("mark nobody whose shares differ by less than twenty points", () => {
    const share = fc.integer({ min: 0, max: 80 });
    fc.assert(
      fc.property(
        share,
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 50, max: 5_000 }),
        (lower, more, queued) => {
          const refused = (percent: number) => Math.floor((queued * percent) / 100);
          expect([
            ...markOneSidedModerators([row(1, queued, refused(lower)), row(2, queued, refused(lower + more))]),
          ]).toEqual([]);
        },
      ),
    );
  });
});
