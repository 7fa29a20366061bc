import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { rateLimits } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import type * as RateLimits from "./rate-limit.ts";
import { CircuitBreaker } from "./valkey/circuit-breaker.ts";
import { ValkeyClient } from "./valkey/valkey-client.ts";
import { hasValkeyServer, startTestValkey, type TestValkey } from "./valkey/valkey-testing.ts";

const { db, clear } = testDatabase();
process.env.AUTH_SECRET ??= "a secret of this test";

beforeEach(clear);

/** A limit that no other test counts. */
let limits = 0;
const limitOf = (points: number, seconds = 600) => {
  limits += 1;
  return { name: `test.limit.${limits}`, points, seconds };
};

/** Uses this Valkey until the test ends. A busy machine may take long to respond. */
function useValkey(url: string, timeoutMs = 20_000): ValkeyClient {
  const client = new ValkeyClient({ url, prefix: "site:", timeoutMs, breaker: new CircuitBreaker() });
  globalThis.vigieValkey = client;
  onTestFinished(() => {
    client.close();
    globalThis.vigieValkey = null;
  });
  return client;
}

/** Copies of the module: each has the local counts of a process of its own. */
async function openNodes(count: number): Promise<(typeof RateLimits)[]> {
  const nodes: (typeof RateLimits)[] = [];
  while (nodes.length < count) {
    vi.resetModules();
    nodes.push(await import("./rate-limit.ts"));
  }
  return nodes;
}

/** Uses `key` at each node in turn; returns how many uses were admitted. */
async function countAdmitted(
  nodes: (typeof RateLimits)[],
  uses: number,
  consume: (node: typeof RateLimits) => Promise<number>,
): Promise<number> {
  let admitted = 0;
  for (let use = 0; use < uses; use += 1) for (const node of nodes) if ((await consume(node)) === 0) admitted += 1;
  return admitted;
}

const countRows = async () => (await db.select().from(rateLimits)).length;

test("without Valkey, instances share the limits in PostgreSQL, and each has its local ones", async () => {
  globalThis.vigieValkey = null;
  const nodes = await openNodes(2);
  const [shared, local] = [limitOf(10), limitOf(10)];
  expect(await countAdmitted(nodes, 10, (node) => node.consumeRateLimit(shared, "m:1"))).toBe(10);
  expect(await countAdmitted(nodes, 20, (node) => node.consumeLocalRateLimit(local, "n:1"))).toBe(20);
  expect(await countRows()).toBe(1);
});

describe.skipIf(!hasValkeyServer)("with Valkey (skipped without /usr/bin/valkey-server)", () => {
  test("four instances together admit what the limit allows", async () => {
    useValkey((await startTestValkey()).url);
    const nodes = await openNodes(4);
    const limit = limitOf(40);
    expect(await countAdmitted(nodes, 40, (node) => node.consumeRateLimit(limit, "m:1"))).toBe(40);
    expect(await nodes[0]?.consumeRateLimit(limit, "m:2")).toBe(0);
    expect(await countRows()).toBe(0);
  });

  test.each([20, 100, 600])("four instances exceed a local limit of %i by a tenth at most", async (points) => {
    useValkey((await startTestValkey()).url);
    const nodes = await openNodes(4);
    const limit = limitOf(points);
    const admitted = await countAdmitted(nodes, points, (node) => node.consumeLocalRateLimit(limit, "n:1"));
    expect(admitted).toBeGreaterThanOrEqual(points);
    expect(admitted).toBeLessThanOrEqual(points * 1.1);
    const perProcess = { ...limitOf(points), perProcess: true as const };
    expect(await countAdmitted(nodes, points, (node) => node.consumeRateLimit(perProcess, "n:1"))).toBeLessThanOrEqual(
      points * 1.1,
    );
  });

  test("four instances that are used at once exceed a limit by a tenth at most", async () => {
    useValkey((await startTestValkey()).url);
    const nodes = await openNodes(4);
    const [shared, local] = [limitOf(100), limitOf(100)];
    const countAtOnce = async (consume: (node: typeof RateLimits) => Promise<number>) => {
      const uses = nodes.flatMap((node) => Array.from({ length: 100 }, () => consume(node)));
      return (await Promise.all(uses)).filter((wait) => wait === 0).length;
    };
    expect(await countAtOnce((node) => node.consumeRateLimit(shared, "m:1"))).toBe(100);
    const admitted = await countAtOnce((node) => node.consumeLocalRateLimit(local, "n:1"));
    expect(admitted).toBeGreaterThanOrEqual(100);
    expect(admitted).toBeLessThanOrEqual(110);
  });

  test("the first uses of a wide local limit cause no round trip, and refunds subtract what they counted", async () => {
    const server = await startTestValkey();
    const client = useValkey(server.url);
    const [node] = await openNodes(1);
    const limit = limitOf(100);
    for (let use = 0; use < 2; use += 1) await node?.consumeLocalRateLimit(limit, "n:1");
    expect(client.counts.sent).toBe(0);
    // Across the part that the process admits on its own.
    for (let use = 0; use < 20; use += 1) {
      await node?.consumeLocalRateLimit(limit, "n:1");
      await node?.refundLocalRateLimit(limit, "n:1");
    }
    expect(server.command("get", server.command("keys", "*"))).toBe("0");
    await node?.consumeLocalRateLimit(limit, "n:1");
    expect(server.command("get", server.command("keys", "*"))).toBe("3");
  });

  test("keys begin with the site's prefix, expire, and name no account and no network", async () => {
    const server = await startTestValkey();
    useValkey(server.url);
    const [node] = await openNodes(1);
    await node?.consumeRateLimit(limitOf(5, 60), "192.0.2.1 zoe@example.org");
    const key = server.command("keys", "*");
    expect(key).toMatch(/^site:limit:[\w-]{22}$/);
    expect(Number(server.command("ttl", key))).toBeLessThanOrEqual(60);
    expect(Number(server.command("ttl", key))).toBeGreaterThan(0);
  });

  test("a reset and a refund take effect in Valkey", async () => {
    useValkey((await startTestValkey()).url);
    const [node] = await openNodes(1);
    const limit = limitOf(2);
    const use = () => node?.consumeRateLimit(limit, "m:1");
    expect([await use(), await use()]).toEqual([0, 0]);
    await node?.refundRateLimit(limit, "m:1");
    expect([await use(), (await use()) === 0]).toEqual([0, false]);
    await node?.resetRateLimit(limit, "m:1");
    expect(await use()).toBe(0);
  });

  test("a limit of a day is counted in PostgreSQL", async () => {
    const client = useValkey((await startTestValkey()).url);
    const [node] = await openNodes(1);
    await node?.consumeRateLimit(limitOf(3, 86_400), "m:1");
    expect([client.counts.sent, await countRows()]).toEqual([0, 1]);
  });

  /** What may become of a server while the site runs. */
  const losses: [string, string[], (server: TestValkey) => Promise<unknown> | unknown][] = [
    ["killed", [], (server) => server.kill()],
    ["frozen", [], (server) => server.freeze()],
    ["full", ["--maxmemory-policy", "noeviction"], (server) => server.command("config", "set", "maxmemory", "1")],
    ["a read-only replica", [], (server) => server.command("replicaof", "127.0.0.1", "1")],
    ["given another password", [], (server) => server.command("config", "set", "requirepass", "another")],
  ];

  test.each(losses)(
    "while Valkey is %s, PostgreSQL counts, and each instance counts its local limits",
    async (name, settings, lose) => {
      const server = await startTestValkey(...settings);
      const client = useValkey(server.url, name === "frozen" ? 50 : 20_000);
      const nodes = await openNodes(2);
      const [shared, local] = [limitOf(10), limitOf(10)];
      await nodes[0]?.consumeRateLimit(limitOf(1), "m:1");
      await lose(server);
      // Connections that are open stay signed in.
      if (name === "given another password") server.command("-a", "another", "client", "kill", "type", "normal");
      const rows = await countRows();
      expect(await countAdmitted(nodes, 10, (node) => node.consumeRateLimit(shared, "m:1"))).toBe(10);
      expect(await countAdmitted(nodes, 20, (node) => node.consumeLocalRateLimit(local, "n:1"))).toBe(20);
      expect(await countRows()).toBe(rows + 1);
      expect(client.isOpen).toBe(true);
      expect(client.counts.failed).toBeLessThanOrEqual(3);
      await nodes[0]?.resetRateLimit(shared, "m:1");
      expect(await nodes[0]?.consumeRateLimit(shared, "m:1")).toBe(0);
    },
  );

  test("a flushed Valkey counts from the beginning", async () => {
    const server = await startTestValkey();
    useValkey(server.url);
    const nodes = await openNodes(2);
    const limit = limitOf(10);
    expect(await countAdmitted(nodes, 4, (node) => node.consumeRateLimit(limit, "m:1"))).toBe(8);
    server.command("flushall");
    server.command("script", "flush");
    expect(await countAdmitted(nodes, 10, (node) => node.consumeRateLimit(limit, "m:1"))).toBe(10);
  });
});
