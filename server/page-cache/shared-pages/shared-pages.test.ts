import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ChangeLogPosition } from "#db/change-log.ts";
import { InvalidationLog } from "#lib/cache/invalidation-log.ts";
import { ValkeyClient } from "#lib/valkey/valkey-client.ts";
import { hasValkeyServer, startTestValkey, type TestValkey } from "#lib/valkey/valkey-testing.ts";
import type { PageKey } from "../key.ts";
import { type RenderedPage, reusePages } from "../page-renderer.ts";
import { Pages } from "../pages.ts";
import { SeenChanges } from "./seen-changes.ts";
import { shareRenders } from "./share-renders.ts";
import { SharedPages } from "./shared-pages.ts";

const generous = { timeout: 60_000, interval: 10 };

beforeAll(() => {
  process.env.AUTH_SECRET ??= "a secret of this test";
});

const keyOf = (page = "/a", more: Partial<PageKey> = {}): PageKey => ({
  ...{ id: page, url: page, page, kind: "html", headers: {}, hasFreeText: false },
  ...more,
});

/** The database of a site: one number for each tag, raised by each change. */
class Database {
  readonly versions = new Map<string, number>();
  readonly rows: { xid: bigint; id: number; tag: string }[] = [];
  #xid = 100n;

  change(tag: string): void {
    this.#xid += 1n;
    this.versions.set(tag, (this.versions.get(tag) ?? 0) + 1);
    this.rows.push({ xid: this.#xid, id: this.rows.length + 1, tag });
  }

  get position(): ChangeLogPosition {
    return { timeline: 1, xmin: this.#xid + 1n, next: this.#xid + 1n, running: [], seen: new Map() };
  }
}

interface InstanceOptions {
  scope?: string;
  prefix?: string;
  timeoutMs?: number;
  maxWaitMs?: number;
  render?: () => Promise<RenderedPage>;
  gate?: () => Promise<void>;
}

/** An instance of a site that renders the number of the tag in its address. */
function openInstance(url: string, database: Database, options: InstanceOptions = {}) {
  const { scope = "build", prefix = "site:", timeoutMs = 20_000, maxWaitMs = 60_000 } = options;
  const client = new ValkeyClient({ url, prefix, timeoutMs });
  onTestFinished(() => client.close());
  const invalidations = new InvalidationLog();
  const seen = new SeenChanges();
  invalidations.observe((tags, change) => seen.record(tags, change));
  let read = database.rows.length;
  seen.begin(database.position);
  const shared = new SharedPages({ client, seen, invalidations, scope: () => scope, maxWaitMs });
  const counts = { renders: 0 };
  const pages = new Pages({
    invalidations,
    render: reusePages(
      shareRenders(
        async ({ page }, sources) => {
          counts.renders += 1;
          const text = `${page} ${database.versions.get(page) ?? 0} `;
          await options.gate?.();
          if (options.render) return options.render();
          const source = text;
          const [tags, expiresAt] = [[page, "site"], Number.POSITIVE_INFINITY];
          if (sources.includes(source)) return { kind: "unchanged", source, tags, expiresAt };
          const body = Buffer.from(text.repeat(300));
          const headers: [string, string][] = [["Content-Type", "text/html; charset=utf-8"]];
          return { kind: "shared", page: { status: 200, headers, body, source }, data: undefined, tags, expiresAt };
        },
        { pages: shared, invalidations, fetchData: async () => true },
      ),
      () => {},
      undefined,
    ),
  });
  return {
    client,
    counts,
    shared,
    pages,
    seen,
    invalidations,
    /** Reads the change log. */
    readLog() {
      for (const { xid, id, tag } of database.rows.slice(read))
        invalidations.record([tag], "now", { timeline: 1, xid, id });
      read = database.rows.length;
      seen.advance(database.position);
    },
    async get(page = "/a") {
      const found = pages.find(keyOf(page));
      const outcome = found ? undefined : await pages.load(keyOf(page));
      const shown = found ?? (outcome?.kind === "shared" ? outcome.page : undefined);
      if (!shown) return outcome?.kind ?? "";
      return (await shown.variant("identity")).body.toString().split(" ", 2).join(" ");
    },
  };
}

type Instance = ReturnType<typeof openInstance>;

const isStored = (instance: Instance, stored = 1) =>
  vi.waitFor(() => expect(instance.shared.counts.stored + instance.shared.counts.renewed).toBe(stored), generous);

describe.skipIf(!hasValkeyServer)("shared pages (skipped without /usr/bin/valkey-server)", () => {
  async function open(count: number, options: InstanceOptions = {}) {
    const server = await startTestValkey();
    const database = new Database();
    const instances = Array.from({ length: count }, () => openInstance(server.url, database, options));
    return {
      server,
      database,
      instances,
      renders: () => instances.reduce((sum, { counts }) => sum + counts.renders, 0),
    };
  }

  const all = <T>(instances: Instance[], work: (instance: Instance) => Promise<T>) => Promise.all(instances.map(work));

  test("each change is rendered once by four instances, in any order of requests", async () => {
    const { database, instances, renders } = await open(4);
    for (let round = 0; round < 10; round += 1) {
      database.change("/a");
      for (const instance of instances) instance.readLog();
      expect(await all(instances, (instance) => instance.get())).toEqual(Array(4).fill(`/a ${round + 1}`));
      expect(renders()).toBe(round + 1);
    }
  });

  test("an instance that has seen a change refuses a page without it; one that is behind accepts a newer page", async () => {
    const { database, instances } = await open(3);
    const [one, ahead, behind] = instances;
    if (!one || !ahead || !behind) throw new Error("There are three.");
    await one.get();
    await isStored(one);
    database.change("/a");
    ahead.readLog();
    expect([await ahead.get(), ahead.counts.renders]).toEqual(["/a 1", 1]);
    await isStored(ahead);
    expect([await behind.get(), behind.counts.renders]).toEqual(["/a 1", 0]);
    // It does not know that the page contains this.
    behind.readLog();
    expect([await behind.get(), behind.counts.renders]).toEqual(["/a 1", 0]);
  });

  test("a render that returns the same content renews the stored page", async () => {
    const { database, instances } = await open(2);
    const [one, other] = instances;
    if (!one || !other) throw new Error("There are two.");
    await one.get();
    await isStored(one);
    // A change that the page does not show.
    database.rows.push({ xid: 150n, id: 9, tag: "/a" });
    database.change("/b");
    for (let change = 0; change < 60; change += 1) database.change("/b");
    one.readLog();
    expect([await one.get(), one.counts.renders]).toEqual(["/a 0", 2]);
    await isStored(one, 2);
    other.readLog();
    expect([await other.get(), other.counts.renders]).toEqual(["/a 0", 0]);
  });

  test("a page that a change overtook is not stored, nor one whose change is not in the log yet", async () => {
    const gate = Promise.withResolvers<void>();
    const { server, database, instances } = await open(1, { gate: () => gate.promise });
    const [one] = instances;
    if (!one) throw new Error("There is one.");
    const rendering = one.get();
    await vi.waitFor(() => expect(one.counts.renders).toBe(1), generous);
    database.change("/a");
    one.readLog();
    gate.resolve();
    expect(await rendering).toBe("/a 0");
    await vi.waitFor(() => expect(server.command("keys", "*")).toBe(""), generous);
    expect(one.shared.counts.stored).toBe(0);
    // Committed by this instance: recorded at once, and read from the log later.
    database.change("/a");
    one.invalidations.record(["/a"], "now", { timeline: 1, xid: 102n, id: 2 });
    expect(await one.get()).toBe("/a 2");
    expect(one.shared.counts.stored).toBe(0);
    one.seen.advance(database.position);
    await isStored(one);
  });

  const outcomes: [string, RenderedPage][] = [
    ["a private page", { kind: "private" }],
    ["a busy renderer", { kind: "busy" }],
    ["a failure", { kind: "failed", page: { status: 503, headers: [], body: Buffer.from(""), source: "" } }],
    ...[404, 410, 308].map((status): [string, RenderedPage] => [
      `a response ${status}`,
      {
        kind: "shared",
        page: { status, headers: [], body: Buffer.from("x"), source: "x" },
        data: undefined,
        tags: [],
        expiresAt: 1e9,
      },
    ]),
  ];
  test.each(outcomes)("%s is not stored, and releases its lock", async (_, outcome) => {
    const { server, instances } = await open(1, { render: async () => outcome });
    await instances[0]?.get();
    await vi.waitFor(() => expect(server.command("keys", "*")).toBe(""), generous);
    expect(instances[0]?.shared.counts.stored).toBe(0);
  });

  test("a render that throws releases its lock", async () => {
    const render = () => Promise.reject(new Error("a fault"));
    const { server, instances } = await open(1, { render });
    await expect(instances[0]?.get()).rejects.toThrow("a fault");
    await vi.waitFor(() => expect(server.command("keys", "*")).toBe(""), generous);
  });

  test("searches are neither looked for nor stored", async () => {
    const { instances } = await open(1);
    const [one] = instances;
    await one?.pages.load(keyOf("/search?q=x", { hasFreeText: true }));
    expect(one?.client.counts.sent).toBe(0);
  });

  test("a request waits only for the allowed time for an instance that has ended", async () => {
    const { server, instances } = await open(1, { maxWaitMs: 200 });
    const [one] = instances;
    server.command("set", "site:page:build:/a:lock", "another");
    expect([await one?.get(), one?.counts.renders, one?.shared.counts.awaited]).toEqual(["/a 0", 1, 1]);
  });

  test("the time until a page expires counts from its render, by the clock of Valkey", async () => {
    const soon = performance.now() + 100_000;
    const { server, instances } = await open(2, {
      render: async () => ({
        kind: "shared",
        page: { status: 200, headers: [], body: Buffer.from("x"), source: "x" },
        data: undefined,
        tags: ["/a"],
        expiresAt: soon,
      }),
    });
    const [one, other] = instances;
    if (!one || !other) throw new Error("There are two.");
    await one.get();
    await isStored(one);
    expect(Number(server.command("pttl", "site:page:build:/a"))).toBeLessThanOrEqual(100_000);
    server.command("pexpire", "site:page:build:/a", "40000");
    const found = await other.shared.find("/a");
    expect(found?.expiresIn).toBeLessThanOrEqual(40_000);
    expect(found?.expiresIn).toBeGreaterThan(0);
  });

  test("pages of another build, database or site are not found", async () => {
    const { server, database, instances } = await open(1);
    await instances[0]?.get();
    if (instances[0]) await isStored(instances[0]);
    for (const options of [{ scope: "another" }, { prefix: "another:" }]) {
      const other = openInstance(server.url, database, options);
      expect([await other.get(), other.counts.renders]).toEqual(["/a 0", 1]);
    }
  });

  test("what the site did not store is rendered again: other bytes, a page of another address, another content", async () => {
    const { server, database, instances } = await open(1);
    const [one] = instances;
    if (!one) throw new Error("There is one.");
    for (const page of ["/a", "/b"]) await one.get(page);
    await isStored(one, 2);
    const key = (page: string) => `site:page:build:${page}`;
    const forge = async (field: string, bytes: Buffer | null | undefined) => {
      await one.client.run((commands) => commands.hset(key("/a"), { [field]: bytes ?? "" }));
      const other = openInstance(server.url, database);
      expect([await other.get(), other.counts.renders]).toEqual(["/a 0", 1]);
      await isStored(other);
    };
    const fieldOf = async (page: string, field: string) => {
      const result = await one.client.run((commands) => commands.hgetBuffer(key(page), field));
      return result.isAvailable ? result.value : undefined;
    };
    const signed = await fieldOf("/a", "page");
    await forge("page", Buffer.from("x"));
    await forge("page", Buffer.concat([signed ?? Buffer.alloc(0), Buffer.from("x")]));
    await forge("page", await fieldOf("/b", "page"));
    await forge("state", await fieldOf("/b", "state"));
    await forge("state", Buffer.from("{}"));
  });

  const losses: [string, (server: TestValkey) => unknown][] = [
    ["killed", (server) => server.kill()],
    ["frozen", (server) => server.freeze()],
    ["full", (server) => server.command("config", "set", "maxmemory", "1")],
    ["flushed", (server) => server.command("flushall")],
  ];
  test.each(losses)("a Valkey that is %s under load: every request gets the current page", async (_, lose) => {
    const { server, database, instances } = await open(2, { timeoutMs: 50, maxWaitMs: 500 });
    for (let round = 0; round < 30; round += 1) {
      if (round === 10) await lose(server);
      database.change("/a");
      for (const instance of instances) instance.readLog();
      const requests = Array.from({ length: 8 }, (_, n) => instances[n % 2]?.get());
      expect(new Set(await Promise.all(requests))).toEqual(new Set([`/a ${round + 1}`]));
    }
  });

  test("in random orders of changes, reads and requests no instance shows less than it has seen", async () => {
    const { database, instances } = await open(3);
    const seenBy = new Map(instances.map((instance) => [instance, new Map<string, number>()]));
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const requests: Promise<void>[] = [];
    for (let step = 0; step < 1_500; step += 1) {
      const instance = instances[random(3)];
      const page = ["/a", "/b", "/c"][random(3)] ?? "/a";
      if (!instance) continue;
      const seen = seenBy.get(instance);
      const kind = random(10);
      if (kind === 0) database.change(page);
      else if (kind < 3) {
        instance.readLog();
        for (const [tag, version] of database.versions) seen?.set(tag, version);
      } else {
        const least = seen?.get(page) ?? 0;
        requests.push(
          instance.get(page).then((text) => expect(Number(text.split(" ")[1])).toBeGreaterThanOrEqual(least)),
        );
        if (random(3) === 0) await requests.at(-1);
      }
    }
    await Promise.all(requests);
    for (const instance of instances) instance.readLog();
    for (const page of ["/a", "/b", "/c"])
      expect(await all(instances, (instance) => instance.get(page))).toEqual(
        Array(3).fill(`${page} ${database.versions.get(page) ?? 0}`),
      );
    expect(instances.some(({ shared }) => shared.counts.found > 0)).toBe(true);
  });
});
