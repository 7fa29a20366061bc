import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { dsaNoticeEvents, dsaNotices, moderationDecisions } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { setSetting } from "#features/settings/mutations.ts";
import { readSettings } from "#features/settings/queries.ts";
import { linesPerPage, listLog } from "../log/queries.ts";
import { reportCsv, reportJson } from "./export.ts";
import { computeReport, listYears } from "./queries.ts";
import { roundWait } from "./rules.ts";

const { db, sql, clear } = testDatabase();
const zone = "Europe/Paris";
const now = new Date("2027-06-01T00:00:00Z");
beforeEach(clear);

type Decision = typeof moderationDecisions.$inferInsert;

/** Random decisions at these times, some of them undone later. */
function corpus(seed: number, moments: Date[]): Decision[] {
  const pick = <T>(list: readonly T[], n: number) => list[n % list.length] as T;
  const rows: Decision[] = moments.map((createdAt, n) => {
    const k = (seed + n * 7919) >>> 0;
    const action = pick(["approve", "hold", "reject", "spam", "remove", "restore", "note"] as const, k);
    const automatic = action === "hold" || k % 11 === 0;
    return {
      subject: "comment",
      subjectId: n + 1,
      articleId: 1,
      memberId: 1,
      createdAt,
      action,
      ...(automatic ? { rule: pick(["links", "spam", "newcomer"], k >>> 3) } : { actorId: (k % 3) + 1 }),
      reason: action === "reject" || action === "remove" ? pick(["respect", "spam", "hate"], k >>> 2) : null,
    };
  });
  return rows;
}

/** All lines of the log in a year, by month and decision. */
async function linesOf(year: number): Promise<string[]> {
  const found: string[] = [];
  const actions = ["approve", "hold", "reject", "spam", "remove", "restore"];
  for (let month = 1; month <= 12; month += 1)
    for (const action of actions) {
      let before: number | undefined;
      do {
        const filter = { action, month: `${year}-${String(month).padStart(2, "0")}` };
        const page = await listLog(db, { filter, before, zone, names: false });
        for (const line of page?.lines ?? [])
          found.push([line.action, line.reason ?? "", line.rule !== null, line.outcome].join("|"));
        before = page?.older;
      } while (before !== undefined);
    }
  return found;
}

test("equals the log of the year, including undone decisions and the year's edges", async () => {
  const edges = [
    // 31 December, 23:30 UTC, is in the next year in Paris.
    "2025-12-31T22:59:59.999Z",
    "2025-12-31T23:00:00Z",
    "2025-12-31T23:30:00Z",
    "2026-12-31T22:59:59.999Z",
    "2026-12-31T23:00:00Z",
    // The hours skipped and repeated by daylight saving time.
    "2026-03-29T00:59:59Z",
    "2026-03-29T01:00:00Z",
    "2026-10-25T00:30:00Z",
    "2026-10-25T01:30:00Z",
  ].map((text) => new Date(text));
  const spread = Array.from(
    { length: 3 * linesPerPage },
    (_, n) => new Date(Date.UTC(2025, 11, 28) + n * 2.6 * 86_400_000),
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.array(fc.nat(200), { maxLength: 12 }), async (seed, undoing) => {
      await clear();
      const rows = corpus(seed, [...edges, ...spread]);
      const stored = await db.insert(moderationDecisions).values(rows).returning({ id: moderationDecisions.id });
      const undone = [...new Set(undoing.map((n) => stored[n % stored.length]?.id ?? 0))];
      if (undone.length > 0)
        await db.insert(moderationDecisions).values(
          undone.map((reverts) => ({
            ...({ subject: "comment", subjectId: 1, action: "undo", actorId: 1, reverts } as const),
            createdAt: new Date("2027-01-05T00:00:00Z"),
          })),
        );
      for (const year of [2025, 2026, 2027]) {
        const report = await computeReport(db, year, zone, now);
        const lines = await linesOf(year);
        const shown = report.rows.flatMap(({ action, reason, automatic, count, undone: gone }) =>
          Array.from({ length: count }, (_, n) =>
            [action, reason, automatic, n < gone ? "undone" : "stands"].join("|"),
          ),
        );
        expect(shown.sort()).toEqual(lines.sort());
        expect(report.totals).toMatchObject({
          count: lines.length,
          automatic: lines.filter((line) => line.includes("|true|")).length,
          undone: lines.filter((line) => line.endsWith("undone")).length,
        });
        expect(report.months.reduce((sum, { byPeople, automatic }) => sum + byPeople + automatic, 0)).toBe(
          lines.length,
        );
        expect(report.rules.reduce((sum, { count }) => sum + count, 0)).toBe(report.totals.automatic);
      }
    }),
    { numRuns: 6 },
  );
}, 60_000);

test("assigns 31 December 23:30 UTC to the next year in Paris and to the old one in UTC", async () => {
  const row = { subject: "comment", subjectId: 1, action: "reject", rule: "x" } as const;
  await db.insert(moderationDecisions).values({ ...row, createdAt: new Date("2025-12-31T23:30:00Z") });
  expect((await computeReport(db, 2026, zone, now)).months[0]).toMatchObject({ month: "2026-01", automatic: 1 });
  expect((await computeReport(db, 2025, zone, now)).totals.count).toBe(0);
  expect((await computeReport(db, 2025, "UTC", now)).totals.count).toBe(1);
  expect(await listYears(db, zone, now)).toEqual([2027, 2026]);
  expect(await listYears(db, "UTC", now)).toEqual([2027, 2026, 2025]);
});

test("marks the current year as incomplete, and lists it alone on an empty site", async () => {
  expect(await listYears(db, zone, new Date("2026-12-31T23:30:00Z"))).toEqual([2027]);
  expect((await computeReport(db, 2027, zone, now)).complete).toBe(false);
  expect((await computeReport(db, 2026, zone, new Date("2026-12-31T22:59:59Z"))).complete).toBe(false);
  expect((await computeReport(db, 2026, zone, new Date("2026-12-31T23:00:00Z"))).complete).toBe(true);
});

test("measures the waits of people's decisions, and counts notices by ground and outcome", async () => {
  await sql`insert into moderation_log (decision_id, subject, action, decider, listed, waited, created_at)
    select n, 'comment', 'approve', 'member:1', false, n * 60, '2026-05-01' from generate_series(1, 9) n`;
  const notice = { explanation: "x", articleId: 1, address: "/", createdAt: new Date("2026-05-01T00:00:00Z") };
  await db.insert(dsaNotices).values([
    { ...notice, ground: "hate", reference: "a", contentHash: "a" },
    {
      ...notice,
      ground: "hate",
      reference: "b",
      contentHash: "b",
      state: "decided",
      outcome: "action",
      decidedAt: now,
    },
    { ...notice, ground: "fraud", reference: "c", contentHash: "c", state: "decided", outcome: "none", decidedAt: now },
  ]);
  const hours = (n: number) => new Date(notice.createdAt.getTime() + n * 3_600_000);
  await db.insert(dsaNoticeEvents).values([
    { noticeId: 2, kind: "decided", outcome: "none", createdAt: hours(4) },
    { noticeId: 2, kind: "contested", createdAt: hours(5) },
    { noticeId: 2, kind: "decided", outcome: "action", createdAt: hours(50) },
    { noticeId: 3, kind: "decided", outcome: "none", createdAt: hours(10) },
  ]);
  expect(await computeReport(db, 2026, zone, now)).toMatchObject({
    waited: { count: 9, median: 300 },
    notices: [
      { ground: "hate", received: 2, action: 1, none: 0, open: 1, contested: 1, medianHours: 4 },
      { ground: "fraud", received: 1, action: 0, none: 1, open: 0, contested: 0, medianHours: 10 },
    ],
    noticesMedianHours: 7,
  });
});

test("exports rows that add up to the total, without formulas", async () => {
  await setSetting(db, "pages.rules", '## =HYPERLINK("http://x") {#respect}\n\nOui.');
  await db.insert(moderationDecisions).values(
    corpus(
      3,
      Array.from({ length: 60 }, (_, n) => new Date(Date.UTC(2026, 1, n + 1))),
    ),
  );
  const report = await computeReport(db, 2026, zone, now);
  const csv = reportCsv(report, await readSettings(db));
  const lines = csv.trimEnd().split("\r\n");
  const cells = lines.map((line) => line.replace("\ufeff", "").slice(1, -1).split('","'));
  expect(cells[0]?.join()).toBe("year,complete,section,subject,action,reason,by,label,count,undone,overturned");
  const counts = cells.filter(([, , section]) => section === "decisions").map((line) => Number(line.at(-3)));
  expect(counts.reduce((sum, n) => sum + n, 0)).toBe(report.totals.count);
  expect(lines.some((line) => line.includes("HYPERLINK"))).toBe(true);
  expect(csv).not.toMatch(/(^|,|")=/m);
  // A restriction from before each had to name a rule has a text that says so. An approval has none.
  const labelOf = (action: string, by: string) =>
    cells.find(([, , section, , what, , who]) => section === "decisions" && what === action && who === by)?.[7];
  expect(labelOf("spam", "people")).toMatch(/ · Règle non précisée$/);
  expect(labelOf("spam", "automatic")).not.toContain("·");
  expect(labelOf("approve", "people")).not.toContain("·");
  expect(JSON.parse(reportJson(report))).toMatchObject({
    year: 2026,
    complete: true,
    totals: { count: report.totals.count },
  });
});

test.each([
  [0, 0, "seconds"],
  [89, 89, "seconds"],
  [90, 2, "minutes"],
  [5_399, 90, "minutes"],
  [7_200, 2, "hours"],
  [200_000, 2, "days"],
])("rounds %d seconds to %d %s", (seconds, value, unit) => {
  expect(roundWait(seconds)).toEqual({ value, unit });
});
