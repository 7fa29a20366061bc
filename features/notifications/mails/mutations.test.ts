import { expect, test } from "vitest";
import { readQueryPlans } from "#db/query-plans-testing.ts";
import { testDatabase } from "#db/testing.ts";
import { deleteOldMails } from "./mutations.ts";
import { ledgerDays } from "./rules.ts";

const { sql, clear } = testDatabase();

test("deletes the records of old mails in batches, and reads few of the others", async () => {
  await clear();
  await sql`insert into members (email, name, handle) values ('ada@example.org', 'Ada', 'ada')`;
  await sql`
    insert into notification_mails (member_id, subject, created_at)
    select m.id, 'article ' || n, now() - make_interval(days => case when n <= 2500 then ${ledgerDays + 1}::int else 1 end)
    from members m, generate_series(1, 20000) n order by n`;
  await sql`analyze notification_mails`;
  const plans = await readQueryPlans(sql, deleteOldMails);
  const [left] =
    await sql`select count(*)::int as count, min(created_at) > now() - interval '2 days' as young from notification_mails`;
  expect(left).toEqual({ count: 17_500, young: true });
  // Two batches; the third statement is none.
  expect(plans).toHaveLength(2);
  for (const { read, text } of plans) {
    expect(text).toEqual([]);
    expect(read).toBeLessThan(10_000);
  }
});
