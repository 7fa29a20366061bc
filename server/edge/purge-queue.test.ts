import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { log } from "#lib/log/log.ts";
import type { EdgeName } from "./edge-services.ts";
import { everythingKey, PurgeQueue } from "./purge-queue.ts";
import { startPurgedCache, waitUntil } from "./purge-testing.ts";

let cache: Awaited<ReturnType<typeof startPurgedCache>>;
let queue: PurgeQueue | undefined;
const counts = { done: 0, failed: 0 };
beforeEach(async () => {
  cache = await startPurgedCache();
  Object.assign(counts, { done: 0, failed: 0 });
});
afterEach(async () => {
  await queue?.close();
  cache.close();
  vi.restoreAllMocks();
});

function open(service: EdgeName, delaysMs: readonly number[] = [0]): PurgeQueue {
  queue = new PurgeQueue({ service, address: cache.url, token: "a-token-of-the-cache", delaysMs, counts });
  return queue;
}

test.each([
  ["varnish", "PURGE", { "x-purge-token": "a-token-of-the-cache", "x-purge-keys": "one two" }, undefined],
  ["fastly", "POST", { "fastly-key": "a-token-of-the-cache" }, { surrogate_keys: ["one", "two"] }],
  ["cloudflare", "POST", { authorization: "Bearer a-token-of-the-cache" }, { tags: ["one", "two"] }],
] as const)("purges %s as it takes it", async (service, method, headers, body) => {
  const added = open(service);
  added.add(1, ["one", "two", "one"]);
  await waitUntil(() => added.finished === 1);
  expect(cache.requests).toHaveLength(1);
  expect(cache.requests[0]).toMatchObject({ method, path: "/purge", headers });
  const text = cache.requests[0]?.body ?? "";
  expect(text === "" ? undefined : JSON.parse(text)).toEqual(body);
  if (body) expect(cache.requests[0]?.headers["content-type"]).toBe("application/json");
  expect(counts).toEqual({ done: 1, failed: 0 });
});

test("purges bunny with one request for each key", async () => {
  const added = open("bunny");
  added.add(1, ["one", "two"]);
  await waitUntil(() => added.finished === 1);
  expect(cache.requests.map(({ body }) => JSON.parse(body))).toEqual([{ CacheTag: "one" }, { CacheTag: "two" }]);
  expect(cache.requests[0]).toMatchObject({ method: "POST", headers: { accesskey: "a-token-of-the-cache" } });
});

test("splits many keys into requests, and purges all pages with one key beyond that", async () => {
  const added = open("fastly");
  const keys = (count: number) => Array.from({ length: count }, (_, n) => `key-${n}`);
  added.add(1, keys(600));
  await waitUntil(() => added.finished === 1);
  expect(cache.requests.map(({ body }) => JSON.parse(body).surrogate_keys.length)).toEqual([256, 256, 88]);
  added.add(2, keys(1_100));
  await waitUntil(() => added.finished === 2);
  expect(cache.requests.slice(3).map(({ body }) => JSON.parse(body))).toEqual([{ surrogate_keys: [everythingKey] }]);
});

test("purges again after each delay, and has finished only then", async () => {
  const added = open("varnish", [0, 200, 400]);
  added.add(1, ["one"]);
  await waitUntil(() => cache.requests.length === 1);
  expect(added.finished).toBe(0);
  await waitUntil(() => added.finished === 1);
  expect(cache.keys()).toEqual(["one", "one", "one"]);
});

test("tries again until it succeeds, keeps what was added meanwhile, and logs the failure and its end once", async () => {
  const [warn, info] = [vi.spyOn(log, "warn"), vi.spyOn(log, "info")];
  cache.answer.status = 503;
  const added = open("varnish");
  added.add(1, ["one"]);
  await waitUntil(() => cache.refused.length >= 2);
  added.add(2, ["two"]);
  expect(added.finished).toBe(0);
  cache.answer.status = 200;
  await waitUntil(() => added.finished === 2);
  expect(cache.keys().toSorted()).toEqual(["one", "two"]);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(info).toHaveBeenCalledTimes(1);
  expect(counts.failed).toBe(cache.refused.length);
});

test("confirms up to when the cache has been purged, in the cache's own time, after what was added before", async () => {
  const added = open("varnish");
  cache.answer.headers = { "X-Purge-Time": "the first time" };
  added.confirm(added.cacheTime);
  await waitUntil(() => added.cacheTime === "the first time");
  cache.answer.status = 503;
  added.add(1, ["one"]);
  await waitUntil(() => cache.refused.length > 0);
  expect(added.isFailing).toBe(true);
  for (let round = 0; round < 3; round += 1) added.confirm(added.cacheTime);
  cache.answer.status = 200;
  cache.answer.headers = { "X-Purge-Time": "the second time" };
  await waitUntil(() => cache.requests.length === 3);
  added.confirm(added.cacheTime);
  await waitUntil(() => cache.requests.length === 4);
  expect(cache.requests.map(({ headers }) => [headers["x-purge-keys"], headers["x-purged-until"]])).toEqual([
    ["", undefined],
    ["one", undefined],
    ["", "the first time"],
    ["", "the second time"],
  ]);
  expect(added.isFailing).toBe(false);
  expect(counts.done).toBe(1);
});

test("sends no request again that was answered, when a later one of the same purge fails", async () => {
  const added = open("bunny");
  const keys = Array.from({ length: 4 }, (_, n) => `key-${n}`);
  cache.answer.status = 429;
  cache.answer.headers = { "Retry-After": "1" };
  added.add(1, keys);
  await waitUntil(() => cache.refused.length === 1);
  cache.answer.status = 200;
  await waitUntil(() => added.finished === 1);
  expect(cache.requests.map(({ body }) => JSON.parse(body).CacheTag)).toEqual(keys);
});

test("keeps a bounded number of keys for a cache that does not answer, and then purges all pages", async () => {
  cache.answer.isSilent = true;
  const added = open("varnish");
  for (let batch = 1; batch <= 2_000; batch += 1)
    added.add(
      batch,
      Array.from({ length: 10 }, (_, n) => `key-${batch}-${n}`),
    );
  expect(added.waiting).toBeLessThanOrEqual(5_000 + 500 * 10);
  cache.answer.isSilent = false;
  await waitUntil(() => added.finished === 2_000);
  expect(cache.keys()).toContain(everythingKey);
  expect(cache.requests.length).toBeLessThan(20);
});
