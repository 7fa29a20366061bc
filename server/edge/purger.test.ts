import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { invalidateTags } from "#db/invalidation.ts";
import { testDatabase } from "#db/testing.ts";
import { TcpProxy } from "../testing/cluster/tcp-proxy.ts";
import { everythingKey } from "./purge-queue.ts";
import { startPurgedCache, waitUntil } from "./purge-testing.ts";
import { Purger } from "./purger.ts";
import { surrogateKey } from "./surrogate-keys.ts";

const { db, sql, url } = testDatabase();
let cache: Awaited<ReturnType<typeof startPurgedCache>>;
const purgers: Purger[] = [];
beforeEach(async () => {
  await sql`delete from settings where key = 'edge.purged'`;
  cache = await startPurgedCache();
});
afterEach(async () => {
  await Promise.all(purgers.splice(0).map((purger) => purger.close()));
  cache.close();
});

function start(delaysMs: readonly number[] = [0, 100], addresses = [cache.url], database = url): Purger {
  const purger = new Purger(database, { service: "varnish", addresses, token: "a-token-of-the-cache", delaysMs });
  purgers.push(purger);
  return purger;
}

const isPurged = (key: string, times = 1) => cache.keys().filter((one) => one === key).length >= times;
const isStored = async () => (await sql`select from settings where key = 'edge.purged'`).length > 0;

test("purges everything at first, then what changes, twice, and nothing that was rolled back", async () => {
  start();
  await waitUntil(() => isPurged(everythingKey, 2));
  await db
    .transaction(async (tx) => {
      await invalidateTags(tx, ["never"]);
      throw new Error("rolled back");
    })
    .catch(() => {});
  await invalidateTags(db, ["articles:id:1", "home"], "soon");
  await waitUntil(() => isPurged(surrogateKey("articles:id:1"), 2) && isPurged(surrogateKey("home"), 2));
  await invalidateTags(db, ["site"]);
  await waitUntil(() => isPurged(everythingKey, 4));
  expect(cache.keys()).not.toContain(surrogateKey("never"));
});

test("purges every cache, also while one of them does not answer", async () => {
  const silent = await startPurgedCache();
  silent.answer.isSilent = true;
  start([0], [silent.url, cache.url]);
  await waitUntil(() => isPurged(everythingKey));
  await invalidateTags(db, ["one"]);
  await waitUntil(() => isPurged(surrogateKey("one")));
  silent.close();
});

test("one process purges at a time, and another takes over what it had not finished", async () => {
  const first = start();
  await waitUntil(async () => isPurged(everythingKey, 2) && (await isStored()));
  const second = start();
  cache.answer.status = 503;
  await invalidateTags(db, ["unfinished"]);
  await waitUntil(() => cache.refused.length > 0);
  expect([first.figures.isActive, second.figures.isActive]).toEqual([true, false]);
  await first.close();
  cache.answer.status = 200;
  await waitUntil(() => isPurged(surrogateKey("unfinished"), 2));
  expect(second.figures.isActive).toBe(true);
  expect(isPurged(everythingKey, 3)).toBe(false);
});

test("loses no change with its connection", async () => {
  start();
  await waitUntil(async () => isPurged(everythingKey, 2) && (await isStored()));
  for (let round = 0; round < 3; round += 1) {
    await invalidateTags(db, [`before:${round}`]);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'vigie purger' and datname = current_database()`;
    await invalidateTags(db, [`after:${round}`]);
    await waitUntil(() => isPurged(surrogateKey(`before:${round}`)) && isPurged(surrogateKey(`after:${round}`)));
  }
  expect(isPurged(everythingKey, 3)).toBe(false);
});

test("purges the change of a transaction that commits long after later ones", async () => {
  start();
  await waitUntil(() => isPurged(everythingKey));
  const [inserted, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const late = db.transaction(async (tx) => {
    await invalidateTags(tx, ["late"]);
    inserted.resolve();
    await released.promise;
  });
  await inserted.promise;
  await invalidateTags(db, ["early"]);
  await waitUntil(() => isPurged(surrogateKey("early")));
  expect(isPurged(surrogateKey("late"))).toBe(false);
  released.resolve();
  await late;
  await waitUntil(() => isPurged(surrogateKey("late")));
});

test("confirms that everything was purged while it reads the log, and nothing without the database", async () => {
  cache.answer.headers = { "X-Purge-Time": "a time of the cache" };
  const link = await TcpProxy.open({ port: Number(new URL(url).port) });
  const purger = start([0], [cache.url], link.addressOf(url));
  const confirmed = () =>
    cache.requests.filter(({ headers }) => headers["x-purged-until"] === "a time of the cache").length;
  await waitUntil(() => confirmed() >= 2);
  link.cut();
  await waitUntil(() => !purger.figures.isActive);
  const before = confirmed();
  await sleep(2_500);
  expect(confirmed()).toBe(before);
  link.heal();
  await waitUntil(() => confirmed() > before);
  await purger.close();
  await link.close();
});

test("purges everything after a restore of another database", async () => {
  const first = start();
  await waitUntil(async () => isPurged(everythingKey, 2) && (await isStored()));
  await first.close();
  await sql`update settings set value = jsonb_set(value, '{identity}', '"another"') where key = 'edge.purged'`;
  start();
  await waitUntil(() => isPurged(everythingKey, 4));
});
