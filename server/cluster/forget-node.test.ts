import { afterAll, beforeEach, expect, test } from "vitest";
import { connect } from "#db/client.ts";
import { testDatabase } from "#db/testing.ts";
import { runInProcess as vigie } from "../cli/testing.ts";

const { url } = testDatabase();
// The command closes the connection of the tests.
const { sql, close } = connect(url);
afterAll(close);
beforeEach(() => sql`delete from web_nodes`);

const add = (id: string, host: string, age: string) =>
  sql`insert into web_nodes (id, host, build, beat_at) values (${id}, ${host}, 'b', now() - ${age}::interval)`;
const listIds = async () => (await sql`select id from web_nodes order by id`).map(({ id }) => id);

test("forgets a node that died, and says what it did", async () => {
  await add("a", "alpha", "3 hours");
  await add("b", "beta", "1 second");
  expect(await vigie("cluster", "forget", "alpha")).toEqual({
    code: 0,
    out: "Forgot alpha, whose last heartbeat was 3 hours ago: it is no longer reported. If it runs again, it is listed again.\n",
    err: "",
  });
  expect(await listIds()).toEqual(["b"]);
});

test("keeps another node that runs on the same host", async () => {
  await add("a", "alpha", "3 hours");
  await add("again", "alpha", "1 second");
  const { code, out } = await vigie("cluster", "forget", "alpha", "--json");
  expect({ code, ...JSON.parse(out) }).toMatchObject({ code: 0, host: "alpha", hasRunningNode: true });
  expect(await listIds()).toEqual(["again"]);
});

test("refuses a node that still reports", async () => {
  await add("a", "alpha", "2 seconds");
  const { code, out, err } = await vigie("cluster", "forget", "alpha");
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(
    /^alpha still reports \(last heartbeat \d+ seconds? ago\): stop it, .*; nothing was changed\.\n$/,
  );
  expect(await listIds()).toEqual(["a"]);
});

test("refuses an unknown node, and names those that are registered", async () => {
  expect(await vigie("cluster", "forget", "alpha")).toMatchObject({
    code: 1,
    err: "There is no node alpha: none is registered.\n",
  });
  await add("b", "beta", "3 hours");
  expect((await vigie("cluster", "forget", "' or true --")).err).toBe(
    "There is no node ' or true --. The registered ones are: beta.\n",
  );
  expect(await listIds()).toEqual(["b"]);
});
