import { beforeAll, expect, test } from "vitest";
import type { Executor } from "#db/client.ts";
import { printQueryPlans, readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { linesPerPage, listKinds, listLog, listMonths } from "./queries.ts";
import type { LogFilter } from "./rules.ts";

// A log of many years: for every filter, PostgreSQL reads at most a page of each kind of line. The figures in docs/benchmarks.md
// are from LOG_LINES=1000000; the number of rows read does not depend on it.
const lines = Number(process.env.LOG_LINES ?? 150_000);
const { db, sql } = testDatabase();
const zone = "Europe/Paris";
let middle = 0;

beforeAll(async () => {
  await sql`
    insert into moderation_log (decision_id, subject, article_id, action, reason, decider, listed, outcome, created_at)
    select n, 'comment', n % 5000, action, case when action in ('approve', 'hold') then null else reason end,
      case when action = 'hold' then 'rule:' || rule else 'member:' || abs(hashint4(n + 3)) % 5 end,
      action <> 'approve' and not (action = 'hold' and rule = 'newcomer'),
      case when abs(hashint4(n + 4)) % 40 < 4 then 'undone' else 'stands' end,
      timestamptz '2020-01-01' + n * interval '1 year' * 6 / ${lines}::int
    from (select n, (array['approve', 'hold', 'reject', 'spam', 'remove'])[1 + abs(hashint4(n)) % 5] as action,
        (array['respect', 'spam', 'hate', 'topic', 'illegal'])[1 + abs(hashint4(n + 1)) % 5] as reason,
        (array['newcomer', 'links', 'spam', 'repeatOwn'])[1 + abs(hashint4(n + 2)) % 4] as rule
      from generate_series(1, ${lines}::int) n) as made`;
  // Two values that are common, but never together: a plan based on estimates would scan almost everything.
  await sql`update moderation_log set outcome = 'overturned' where action = 'remove' and reason = 'hate' and decision_id < 200`;
  await sql`vacuum analyze moderation_log`;
  middle = Math.floor(lines / 2);
}, 300_000);

const filters: [string, LogFilter][] = [
  ["everything", {}],
  ["a month", { month: "2023-05" }],
  ["an action", { action: "approve" }],
  ["a reason", { reason: "respect" }],
  ["people", { by: "people" }],
  ["rules", { by: "rules" }],
  ["a rule", { by: "links" }],
  ["a rare outcome", { outcome: "overturned" }],
  ["two that never meet", { action: "hold", reason: "spam" }],
  ["all at once", { action: "remove", reason: "spam", by: "people", outcome: "undone", month: "2023-05" }],
];

test.each(filters)(
  "%s: reads about as many rows as a page shows, at the beginning and in the middle",
  async (what, filter) => {
    for (const before of [undefined, middle]) {
      const plans = await readQueryPlans(sql, (on) => listLog(on, { filter, before, zone, names: true }));
      printQueryPlans(`${what}${before ? ", from the middle" : ""}`, plans);
      expect(plans.flatMap(({ text }) => text)).toEqual([]);
      const kinds = await listKinds(db);
      for (const { read } of plans) expect(read).toBeLessThan(4 * (linesPerPage + 1) * Math.max(10, kinds.length));
    }
  },
);

test("finds kinds and months by index probes", async () => {
  const kinds = await listKinds(db);
  expect(kinds.length).toBeGreaterThan(30);
  const months = await listMonths(db, zone);
  expect(months[0]).toBe("2026-01");
  expect(months).toHaveLength(73);
  for (const [what, work] of [
    ["kinds", (on: Executor) => listKinds(on)],
    ["months", (on: Executor) => listMonths(on, zone)],
  ] as const) {
    const plans = await readQueryPlans(sql, work);
    printQueryPlans(what, plans);
    expect(plans.flatMap(({ text }) => text)).toEqual([]);
    for (const { read } of plans) expect(read, what).toBeLessThan(8 * Math.max(kinds.length, months.length));
  }
});

test("pages forwards and backwards without gaps or repeats", async () => {
  const filter = { outcome: "undone", by: "people", month: "2023-05" };
  const seen: number[] = [];
  const befores: (number | undefined)[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await listLog(db, { filter, before, zone, names: false });
    if (!page) throw new Error("no page");
    if (befores.length > 0) expect(page.newer ?? undefined).toBe(befores.at(-1));
    befores.push(before);
    seen.push(...page.lines.map(({ id }) => id));
    if (page.older === undefined) break;
    before = page.older;
  }
  const all = await sql<{ id: number }[]>`
    select decision_id::int as id from moderation_log
    where outcome = 'undone' and decider like 'member:%' and action <> 'approve'
      and to_char(created_at at time zone ${zone}, 'YYYY-MM') = '2023-05'
    order by created_at desc, decision_id desc`;
  expect(seen).toEqual(all.map(({ id }) => id));
  expect(befores.length).toBeGreaterThan(1);
});
