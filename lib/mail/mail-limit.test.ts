import { expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { consumeMailLimit, resetMailLimit } from "./mail-limit.ts";

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
  for (const address of spellings) answers.push(await consumeMailLimit(address));
  expect(answers).toEqual([true, true, true, true, true, false]);
  expect(await consumeMailLimit("eve@gmail.com")).toBe(true);
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
