import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DatabaseState } from "#db/database-watch.ts";
import type { Urgency } from "#db/invalidation.ts";
import { FairQueue } from "../http/guard/fair-queue.ts";
import type { PageKey } from "./key.ts";
import { makePage } from "./page.ts";
import { maxExpiredMs, maxStaleMs, pageBytes } from "./pages.ts";
import { keyOf, loadPage, page, settle, shared, stage } from "./testing.ts";

test("renders once for a thousand simultaneous first requests", async () => {
  const { pages, running } = stage();
  const hits = Array.from({ length: 1_000 }, () => pages.load(keyOf("/a")));
  await settle();
  expect(running).toHaveLength(1);
  running[0]?.end();
  expect(new Set((await Promise.all(hits)).map((outcome) => outcome.kind))).toEqual(new Set(["shared"]));
});

test("keeps a page until one of its tags is invalidated or it expires", async () => {
  const expiresAt = 3_600_000;
  const site = stage({
    outcome: (key) => shared(page("x"), [key.page], key.page === "/timed" ? expiresAt : undefined),
  });
  await loadPage(site, "/a");
  await loadPage(site, "/timed");
  site.pass(expiresAt - 1);
  expect(site.pages.find(keyOf("/timed"))).toBeDefined();
  site.pass(1 + maxExpiredMs);
  expect(site.pages.find(keyOf("/timed"))).toBeUndefined();
  expect(site.pages.findStale(keyOf("/timed"))?.staleSeconds).toBe(3_600 + maxExpiredMs / 1_000);
  expect(site.pages.find(keyOf("/a"))).toBeDefined();
  expect(site.running).toEqual([]);
});

test("keeps as many pages as fit into PAGE_MEMORY_MB, and a quarter as many payloads", async () => {
  const size = 1_000_000;
  const site = stage({ bytes: pageBytes(16), outcome: () => shared({ ...page("x"), size }, []) });
  for (let n = 0; n < 40; n += 1)
    for (const kind of ["html", "payload"] as const) {
      const loading = site.pages.load(keyOf(`/${n}`, kind));
      site.running[0]?.end();
      await loading;
    }
  expect(site.pages.figures).toMatchObject({ pages: 16, payloads: 4 });
  expect(site.pages.figures.bytes).toBeLessThanOrEqual(1.25 * 16 * 1024 * 1024);
  expect(site.pages.find(keyOf("/39"))).toBeDefined();
  expect(site.pages.find(keyOf("/0"))).toBeUndefined();
});

describe("when pages expire", () => {
  const day = 86_400_000;
  const untilMidnight = (count: number) => {
    let midnight = day;
    const site = stage({
      queue: new FairQueue({ maxRunning: 8, maxHoldMs: 60_000, maxWaiting: 10 }),
      outcome: (key) => shared(page(`until ${midnight}`), [key.page], midnight),
    });
    const keys = Array.from({ length: count }, (_, index) => keyOf(`/${index}`));
    const loadAll = async () => {
      for (const key of keys) {
        await loadPage(site, key.page);
        await settle();
      }
      site.pass(day);
      midnight += day;
    };
    return { site, keys, loadAll };
  };

  test("readers get them at once, and few are rendered at a time", async () => {
    const { site, keys, loadAll } = untilMidnight(100);
    await loadAll();
    let rendered = 0;
    for (let round = 0; round < 60; round += 1) {
      for (const key of keys) expect(site.pages.find(key)).toBeDefined();
      await settle();
      expect(site.running.length).toBeLessThanOrEqual(2);
      rendered += site.running.length;
      for (const { end } of [...site.running]) end();
      await settle();
    }
    expect(rendered).toBe(100);
    for (const key of keys) expect(site.pages.find(key)?.source).toBe(`until ${2 * day}`);
  });

  test("their renders take no turn from requests", async () => {
    const { site, keys, loadAll } = untilMidnight(3);
    await loadAll();
    const asked = ["/a", "/b", "/c", "/d"].map((path, index) => site.pages.load(keyOf(path), false, String(index)));
    await settle();
    for (const key of keys) expect(site.pages.find(key)).toBeDefined();
    await settle();
    expect(site.running.map(({ key }) => key.page)).toEqual(["/a", "/b", "/c", "/d"]);
    for (const { end } of [...site.running]) end();
    await Promise.all(asked);
  });

  test.each([
    ["was withdrawn", (site: ReturnType<typeof stage>) => site.invalidations.record(["/0"])],
    ["was shown for ten minutes more", (site: ReturnType<typeof stage>) => site.pass(maxExpiredMs)],
  ])("one that %s is not shown", async (_, change) => {
    const { site, loadAll } = untilMidnight(1);
    await loadAll();
    change(site);
    expect(site.pages.find(keyOf("/0"))).toBeUndefined();
  });

  test("one is not shown for longer than it was valid, and 404s and searches not at all", async () => {
    const site = stage({
      outcome: (key) => shared(page("x", key.page === "/absent" ? 404 : 200), [key.page], 1_000),
    });
    const search = keyOf("/search?q=a", "html", true);
    await loadPage(site, "/a");
    await loadPage(site, "/absent");
    const searching = site.pages.load(search);
    site.running[0]?.end();
    await searching;
    site.pass(1_999);
    expect(site.pages.find(keyOf("/absent"))).toBeUndefined();
    expect(site.pages.find(search)).toBeUndefined();
    expect(site.pages.find(keyOf("/a"))).toBeDefined();
    site.pass(1);
    expect(site.pages.find(keyOf("/a"))).toBeUndefined();
  });

  test("a failed render leaves the page, and the next request tries again", async () => {
    const { site, keys, loadAll } = untilMidnight(1);
    await loadAll();
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect(site.pages.find(keys[0] ?? keyOf("/0"))).toBeDefined();
      await settle();
      site.running[0]?.fail();
      await settle();
    }
    site.database.set("down");
    expect(site.pages.find(keyOf("/0"))).toBeDefined();
    await settle();
    expect(site.running).toEqual([]);
  });
});

test("keeps the existing page after a failed refresh, and stores no failed first render", async () => {
  let broken = false;
  const { pages, running, pass, invalidations } = stage({
    outcome: (key) => (broken ? { kind: "failed", page: page("broken", 500) } : shared(page("good"), [key.page])),
  });
  const first = pages.load(keyOf("/a"));
  running[0]?.end();
  await first;
  broken = true;
  invalidations.record(["/a"], "soon");
  pass(maxStaleMs - 1);
  pages.find(keyOf("/a"));
  await settle();
  running[0]?.end();
  await settle();
  expect(pages.find(keyOf("/a"))?.source).toBe("good");
  const other = pages.load(keyOf("/b"));
  running.find(({ key }) => key.page === "/b")?.end();
  expect((await other).kind).toBe("failed");
  expect(pages.find(keyOf("/b"))).toBeUndefined();
});

test("a flood of searches evicts no other page", async () => {
  const large = makePage({ status: 200, headers: [], body: Buffer.alloc(100_000), source: "" });
  const site = stage({ outcome: (key) => shared(large, [key.page]) });
  await loadPage(site, "/a");
  for (let n = 0; n < 1_000; n += 1) {
    const rendered = site.pages.load(keyOf(`/search?q=${n}`, "html", true));
    site.running.at(-1)?.end();
    await rendered;
  }
  expect(site.pages.find(keyOf("/a"))).toBeDefined();
  expect(site.pages.find(keyOf("/search?q=999", "html", true))).toBeDefined();
  expect(site.pages.find(keyOf("/search?q=0", "html", true))).toBeUndefined();
});

test("never stores private responses, and does not make requests wait for each other again", async () => {
  const { pages, running } = stage({ outcome: () => ({ kind: "private" }) });
  const first = pages.load(keyOf("/account"));
  running[0]?.end();
  expect((await first).kind).toBe("private");
  expect(pages.find(keyOf("/account"))).toBeUndefined();
  expect(pages.knownPrivate(keyOf("/account"))).toBe(true);
});

test("an invalidation drops the pages with its tag immediately, and no others", async () => {
  const { pages, running, invalidations } = stage();
  for (const path of ["/a", "/b"]) {
    const loading = pages.load(keyOf(path));
    running[0]?.end();
    await loading;
  }
  invalidations.record(["/a"]);
  expect(pages.find(keyOf("/a"))).toBeUndefined();
  expect(pages.find(keyOf("/b"))).toBeDefined();
});

test("finds a new address immediately", async () => {
  const site = stage({ outcome: (key) => shared(page("x", 404), [key.page]) });
  await loadPage(site, "/a");
  expect(site.pages.find(keyOf("/a"))).toBeDefined();
  site.invalidations.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();
});

test("ten thousand unknown addresses evict no page and stay within their own store", async () => {
  const { pages, running } = stage({
    outcome: (key) => shared({ ...page("x", key.page === "/a" ? 200 : 404), size: 40_000 }, []),
  });
  const known = pages.load(keyOf("/a"));
  running[0]?.end();
  await known;
  for (let i = 0; i < 10_000; i += 1) {
    const unknown = pages.load(keyOf(`/unknown-${i}`));
    running[0]?.end();
    await unknown;
  }
  expect(pages.find(keyOf("/a"))).toBeDefined();
  expect(pages.figures.absent).toBeLessThan(120);
  expect(pages.figures.pages).toBe(1);
});

test("keeps the render that replaces an expired page, although other pages are invalidated meanwhile", async () => {
  let expiresAt = 1_000;
  const site = stage({ outcome: (key) => shared(page("x"), [key.page], expiresAt) });
  await loadPage(site, "/timed");
  site.pass(2_000);
  expiresAt = 9_000;
  const replacing = site.pages.load(keyOf("/timed"));
  await settle();
  site.invalidations.record(["/other"]);
  expect(site.pages.find(keyOf("/timed"))).toBeUndefined();
  site.running[0]?.end();
  await replacing;
  expect(site.pages.find(keyOf("/timed"))).toBeDefined();
});

test("a refused prefetch does not refuse the reader who requests the page at the same moment", async () => {
  const queue = new FairQueue({ maxRunning: 2, maxHoldMs: 60_000, maxWaiting: 10 });
  const { pages, running } = stage({ queue });
  void pages.load(keyOf("/other"), false, "someone");
  const prefetched = pages.load(keyOf("/a"), false, "stranger", true);
  const read = pages.load(keyOf("/a"), false, "reader");
  expect((await prefetched).kind).toBe("busy");
  await settle();
  for (const { end } of [...running]) end();
  expect((await read).kind).toBe("shared");
});

test("a page queued behind a greedy network's others is rendered in the turn of any other network that requests it", async () => {
  const queue = new FairQueue({ maxRunning: 2, maxHoldMs: 60_000, maxWaiting: 10 });
  const { pages, running } = stage({ queue });
  const asked = ["1", "2", "3", "home"].map((id) => pages.load(keyOf(id), false, "greedy"));
  await settle();
  expect(running.map(({ key }) => key.page)).toEqual(["1"]);
  const shown = pages.load(keyOf("home"), false, "reader");
  await settle();
  expect(running.map(({ key }) => key.page)).toEqual(["1", "home"]);
  running[1]?.end();
  expect((await shown).kind).toBe("shared");
  for (let left = 3; left > 0; left--) {
    running[0]?.end();
    for (let turn = 0; turn < 3; turn++) await settle();
  }
  // Its own turn was given back, so the others are rendered.
  expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(Array(4).fill("shared"));
});

test("renders a page of which an older version is stored before others, and refuses a waiting one for it", async () => {
  const queue = new FairQueue({ maxRunning: 1, maxHoldMs: 60_000, maxWaiting: 1 });
  const site = stage({ queue });
  const { pages, running } = site;
  await loadPage(site, "/known");
  await settle();
  const first = pages.load(keyOf("/a"), false, "a");
  const second = pages.load(keyOf("/b"), false, "b");
  expect((await pages.load(keyOf("/c"), false, "c")).kind).toBe("busy");
  site.invalidations.record(["/known"]);
  const known = pages.load(keyOf("/known"), false, "reader");
  expect((await second).kind).toBe("busy");
  for (let left = 2; left > 0; left--) {
    running[0]?.end();
    await settle();
    await settle();
  }
  expect([(await first).kind, (await known).kind]).toEqual(["shared", "shared"]);
});

test("asks clients to retry if there are too many renders, or too many waiters for one", async () => {
  const { pages, running } = stage({ maxRenders: 2, maxWaiters: 3 });
  // Each call comes from another network.
  const load = (path: string) => pages.load(keyOf(path), false, randomUUID());
  const waiting = [load("/a"), load("/b")];
  expect((await load("/c")).kind).toBe("busy");
  waiting.push(load("/a"), load("/a"));
  expect((await load("/a")).kind).toBe("busy");
  for (const render of [...running]) render.end();
  expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(Array(4).fill("shared"));
  const again = load("/c");
  running[0]?.end();
  expect((await again).kind).toBe("shared");
});

test("leaves renders for pages that readers have had, however many networks ask for new ones", async () => {
  const site = stage({ maxRenders: 8, queue: new FairQueue({ maxRunning: 1, maxHoldMs: 60_000, maxWaiting: 100 }) });
  const { pages, running } = site;
  await loadPage(site, "/known");
  await settle();
  const strangers = Array.from({ length: 20 }, (_, n) => pages.load(keyOf(`/${n}`), false, `network ${n}`));
  site.invalidations.record(["/known"]);
  const known = pages.load(keyOf("/known"), false, "reader");
  for (let left = 9; left > 0; left--) {
    running[0]?.end();
    await settle();
    await settle();
  }
  expect((await known).kind).toBe("shared");
  expect((await Promise.all(strangers)).filter(({ kind }) => kind === "shared")).toHaveLength(6);
});

test("gives one network at most half of the renders, and leaves room for another", async () => {
  const { pages, running } = stage({ maxRenders: 4, maxWaiters: 100 });
  const waiting = ["/a", "/b"].map((path) => pages.load(keyOf(path), false, "greedy"));
  expect((await pages.load(keyOf("/c"), false, "greedy")).kind).toBe("busy");
  // Running renders may be joined.
  waiting.push(pages.load(keyOf("/a"), false, "greedy"), pages.load(keyOf("/c"), false, "other"));
  for (const render of [...running]) render.end();
  expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(Array(4).fill("shared"));
});

/** All events that can affect a page and its requests. */
const steps = () => {
  const path = fc.constantFrom("/a", "/b");
  const kind = fc.constantFrom<PageKey["kind"]>("html", "payload");
  return fc.array(
    fc.oneof(
      fc.record({ do: fc.constant("ask" as const), path, kind, exact: fc.boolean() }),
      fc.record({
        do: fc.constant("clear" as const),
        path,
        urgency: fc.constantFrom<Urgency>("now", "update", "soon", "soon"),
      }),
      fc.record({ do: fc.constant("end" as const), which: fc.nat(5) }),
      fc.record({ do: fc.constant("fail" as const), which: fc.nat(5) }),
      fc.record({ do: fc.constant("pass" as const), ms: fc.oneof(fc.nat(3_000), fc.nat(400)) }),
      fc.record({ do: fc.constant("database" as const), state: fc.constantFrom<DatabaseState>("up", "slow", "down") }),
    ),
    // Long sequences: a page must be rendered, invalidated and requested again.
    { maxLength: 60, size: "max" },
  );
};

test("for any sequence of requests, invalidations, renders, outages and time: never shows a page older than an invalidation before the request, or, to readers who may wait, than an addition older than the patience; in an outage shows finished pages, never older than a removal", async () => {
  await fc.assert(
    fc.asyncProperty(steps(), async (taken) => {
      const { pages, running, invalidations, database, pass } = stage();
      const cleared: { path: string; urgency: Urgency; at: number; number: number }[] = [];
      /** The newest finished page by key: the number of the invalidation before its render. */
      const finished = new Map<string, number>();
      let time = 0;
      const latest = (path: string, isSo: (one: (typeof cleared)[number]) => boolean) =>
        cleared.findLast((one) => one.path === path && isSo(one))?.number ?? 0;
      /** The number of the latest invalidation that this reader must see. */
      const floorOf = (asked: string, exact: boolean) =>
        latest(asked, ({ urgency, at }) => exact || urgency !== "soon" || at <= time - maxStaleMs);
      const removed = (asked: string) => latest(asked, ({ urgency }) => urgency === "now");
      const open: Promise<void>[] = [];
      const check = (label: string | undefined, asked: string, floor: number) => {
        if (Number(label) < floor) throw new Error(`${asked}: made at ${label}, cleared at ${floor}`);
      };
      /** Checks the page shown while none can be rendered: never one with a removed word, and one if there is any. */
      const checkStale = (key: PageKey) => {
        const stale = pages.findStale(key);
        if (stale) check(stale.page.source, key.id, removed(key.page));
        const held = finished.get(key.id);
        if (held !== undefined && held >= removed(key.page))
          expect(stale, `${key.id}, finished at ${held}`).toBeDefined();
      };
      for (const one of taken) {
        if (one.do === "ask") {
          const key = keyOf(one.path, one.kind);
          const floor = floorOf(one.path, one.exact);
          checkStale(key);
          const found = pages.find(key, one.exact);
          if (found) check(found.source, key.id, floor);
          else {
            const answered = pages.load(key, one.exact).then(
              (outcome) => (outcome.kind === "shared" ? check(outcome.page.source, key.id, floor) : checkStale(key)),
              () => checkStale(key),
            );
            open.push(answered);
          }
        } else if (one.do === "clear") {
          invalidations.record([one.path], one.urgency);
          cleared.push({ path: one.path, urgency: one.urgency, at: time, number: invalidations.sequence });
        } else if (one.do === "pass") time = pass(one.ms);
        else if (one.do === "database") {
          database.set(one.state);
          // A waiting request is answered immediately.
          await settle();
        } else {
          const render = running[one.which % Math.max(1, running.length)];
          if (render && one.do === "end") finished.set(render.key.id, render.since);
          render?.[one.do]();
        }
        await settle();
        const ids = running.filter(({ since }) => since === invalidations.sequence).map(({ key }) => key.id);
        expect(new Set(ids).size, "one render per page and state").toBe(ids.length);
        const all = running.map(({ key }) => key.id);
        for (const id of all) expect(all.filter((other) => other === id).length, "renders of one page").toBeLessThan(3);
      }
      for (let i = 0; i < 200 && running.length > 0; i += 1) {
        running[0]?.end();
        await settle();
      }
      await Promise.all(open);
      expect(database.listening).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});
