import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { consumeMailLimit, consumeSignInMailLimit, resetMailLimit } from "./mail-limit.ts";

const { sql } = testDatabase();

test("every spelling counts for one mailbox; another mailbox has its own limit", async () => {
  const spellings = [
    "ada@gmail.com",
    "A.d.a@gmail.com",
    "ada+1@gmail.com",
    "ada@googlemail.com",
    "ada@GMAIL.com",
    "a.da+x@gmail.com",
  ];
  const answers = [];
  for (const address of spellings) answers.push(await consumeSignInMailLimit(address));
  expect(answers).toEqual([true, true, true, true, true, false]);
  expect(await consumeMailLimit("eve@gmail.com")).toBe(true);
});

test("mails that strangers request leave a reserve for those that lead into the account", async () => {
  const requested = [];
  for (let n = 0; n < 30; n += 1) requested.push(await consumeMailLimit("ada@example.org"));
  expect(requested.filter(Boolean)).toHaveLength(3);
  const links = [];
  for (let n = 0; n < 4; n += 1) links.push(await consumeSignInMailLimit("ada@example.org"));
  expect(links).toEqual([true, true, false, false]);
});

test("what the hour refuses does not count for the day", async () => {
  for (let n = 0; n < 30; n += 1) await consumeMailLimit("bruno@example.org");
  await sql`delete from rate_limits where key like 'mail.mailbox.hour:%'`;
  const [day] = await sql<{ points: number }[]>`
    select max(points)::int as points from rate_limits where key like 'mail.mailbox.day:%'`;
  expect(day?.points).toBe(3);
});

test("the counters do not contain the address, and are deleted with it", async () => {
  await consumeMailLimit("zoe.martin@example.org");
  const keys = (await sql<{ key: string }[]>`select key from rate_limits`).map(({ key }) => key);
  expect(keys.length).toBeGreaterThan(1);
  expect(keys.join(" ")).not.toMatch(/zoe|martin|example/);
  const before = keys.length;
  await resetMailLimit("ZOE.martin+x@example.org");
  expect(await sql`select key from rate_limits`).toHaveLength(before - 2);
});
