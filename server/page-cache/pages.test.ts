import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DatabaseState } from "#db/database-watch.ts";
import type { Urgency } from "#db/invalidation.ts";
import { FairQueue } from "../http/guard/fair-queue.ts";
import type { RenderOutcome } from "./in-flight-renders.ts";
import { InvalidationLog } from "./invalidation-log.ts";
import type { PageKey } from "./key.ts";
import { PendingCacheWrites } from "./next/pending-cache-writes.ts";
import { type CachedPage, makePage } from "./page.ts";
import { maxStaleMs, Pages } from "./pages.ts";

const keyOf = (id: string, kind: PageKey["kind"] = "html"): PageKey => ({
  id: `${id}${kind}`,
  url: id,
  page: id,
  kind,
  headers: {},
});

/** A page whose body says when it was made, in the model's count of clears. */
const blank = await makePage({ status: 200, headers: [], body: Buffer.alloc(0), source: "" });
const page = (label: string, status = 200): CachedPage => ({ ...blank, status, source: label });

/** What the process knows of its database, said by the test. */
class FakeAvailability {
  state: DatabaseState = "up";
  readonly #listeners = new Set<(state: DatabaseState) => void>();

  onChange(listener: (state: DatabaseState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(state: DatabaseState): void {
    if (state === this.state) return;
    this.state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }

  get listening(): number {
    return this.#listeners.size;
  }
}

/** Pages over a render that ends only when told, with a clock moved by hand. */
function stage(
  options: {
    outcome?: (key: PageKey) => RenderOutcome;
    mostRenders?: number;
    mostWaiters?: number;
    turns?: FairQueue;
    /** No page can be made in one pass. */
    onlyWhole?: boolean;
  } = {},
) {
  const invalidations = new InvalidationLog();
  const pendingWrites = new PendingCacheWrites(invalidations);
  const database = new FakeAvailability();
  let now = 0;
  const running: { key: PageKey; since: number; known?: readonly string[]; end(): void; fail(): void }[] = [];
  const pages = new Pages({
    invalidations,
    pendingWrites,
    availability: database,
    now: () => now,
    maxRenders: options.mostRenders,
    maxWaiters: options.mostWaiters,
    queue: options.turns ?? { enter: () => () => {} },
    render: (key, previous, known) =>
      new Promise((resolve, reject) => {
        const since = invalidations.sequence;
        // One made in one pass never has the bytes of one that is whole.
        const onePass = known !== undefined && !options.onlyWhole;
        const label = onePass ? `${since}.5` : String(since);
        const same = previous?.source === label ? previous : page(label);
        const outcome = options.outcome?.(key) ?? { kind: "shared", page: same, tags: [key.page], onePass };
        const leave = () => running.splice(running.indexOf(render), 1);
        const render = {
          key,
          since,
          known,
          end: () => {
            leave();
            resolve(outcome);
          },
          fail: () => {
            leave();
            reject(new Error("no database"));
          },
        };
        running.push(render);
      }),
  });
  return { clears: invalidations, database, fills: pendingWrites, pages, running, pass: (ms: number) => (now += ms) };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("a thousand first hits are one render", async () => {
  const { pages, running } = stage();
  const hits = Array.from({ length: 1_000 }, () => pages.load(keyOf("/a")));
  await settle();
  expect(running).toHaveLength(1);
  running[0]?.end();
  expect(new Set((await Promise.all(hits)).map((outcome) => outcome.kind))).toEqual(new Set(["shared"]));
});

test("fresh for a second, then served while one render replaces it", async () => {
  const { pages, running, pass } = stage();
  const first = pages.load(keyOf("/a"));
  running[0]?.end();
  await first;
  pass(900);
  expect(pages.find(keyOf("/a"))).toBeDefined();
  expect(running).toHaveLength(0);
  pass(200);
  for (let i = 0; i < 50; i += 1) expect(pages.find(keyOf("/a"))).toBeDefined();
  await settle();
  expect(running).toHaveLength(1);
});

test("a failed refresh leaves the page that is there; a failed first render is not kept", async () => {
  let broken = false;
  const { pages, running, pass } = stage({
    outcome: (key) =>
      broken ? { kind: "failed", page: page("broken", 500) } : { kind: "shared", page: page("good"), tags: [key.page] },
  });
  const first = pages.load(keyOf("/a"));
  running[0]?.end();
  await first;
  broken = true;
  pass(2_000);
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

test("private answers are never kept, and not waited for together again", async () => {
  const { pages, running } = stage({ outcome: () => ({ kind: "private" }) });
  const first = pages.load(keyOf("/account"));
  running[0]?.end();
  expect((await first).kind).toBe("private");
  expect(pages.find(keyOf("/account"))).toBeUndefined();
  expect(pages.knownPrivate(keyOf("/account"))).toBe(true);
});

test("a clear drops the pages of its tag at once, and no others", async () => {
  const { pages, running, clears } = stage();
  for (const path of ["/a", "/b"]) {
    const loading = pages.load(keyOf(path));
    running[0]?.end();
    await loading;
  }
  clears.record(["/a"]);
  expect(pages.find(keyOf("/a"))).toBeUndefined();
  expect(pages.find(keyOf("/b"))).toBeDefined();
});

async function made(site: ReturnType<typeof stage>, path: string, exact = false) {
  const loading = site.pages.load(keyOf(path), exact);
  site.running.find(({ key }) => key.page === path)?.end();
  return (await loading) as Extract<RenderOutcome, { kind: "shared" }>;
}

test("the first addition after a quiet time is seen at once", async () => {
  const site = stage();
  await made(site, "/a");
  for (let second = 0; second < 10; second += 1) {
    site.pass(1_100);
    site.pages.find(keyOf("/a"));
    site.running[0]?.end();
    await settle();
  }
  site.clears.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();
  expect((await made(site, "/a")).page.source).toBe("1");
});

test("in a burst of additions a page is made three times in two seconds, the last of them within a second, and nobody waits", async () => {
  const site = stage();
  await made(site, "/a");
  site.pass(5_000);
  let renders = 0;
  const burst = 10_000;
  for (let ms = 0; ms < burst; ms += 20) {
    if (ms % 200 === 0) site.clears.record(["/a"], "soon");
    const found = site.pages.find(keyOf("/a"));
    if (ms === 0) {
      expect(found).toBeUndefined();
      await made(site, "/a");
    } else expect(found, `at ${ms} ms`).toBeDefined();
    await settle();
    renders += site.running.length;
    site.running[0]?.end();
    await settle();
    site.pass(20);
  }
  expect(renders).toBeLessThanOrEqual((3 * burst) / 2_000);
  expect(renders).toBeGreaterThan(burst / 1_000);
  site.pass(650);
  site.pages.find(keyOf("/a"));
  site.running[0]?.end();
  await settle();
  expect(site.pages.find(keyOf("/a"))?.source).toBe(`${site.clears.sequence}.5`);
});

/** Passes `ms` while comments come and somebody reads, and tells of each render whether it may be in one pass. */
async function inBurst(site: ReturnType<typeof stage>, ms: number): Promise<boolean[]> {
  const seen: boolean[] = [];
  for (let passed = 0; passed < ms; passed += 50) {
    if (passed % 200 === 0) site.clears.record(["/a"], "soon");
    if (!site.pages.find(keyOf("/a"))) site.pages.load(keyOf("/a"));
    await settle();
    if (site.running[0]) seen.push(site.running[0].known !== undefined);
    site.running[0]?.end();
    await settle();
    site.pass(50);
  }
  return seen;
}

test("in a burst a page is made again in one pass, and as a whole every ten seconds", async () => {
  const site = stage();
  await made(site, "/a");
  const renders = await inBurst(site, 30_000);
  const whole = renders.filter((onePass) => !onePass).length;
  expect(whole).toBeGreaterThanOrEqual(2);
  expect(whole).toBeLessThanOrEqual(3);
  expect(renders.length).toBeGreaterThan(30);
});

test("a comment now and then costs one render, as a whole", async () => {
  const site = stage();
  await made(site, "/a");
  for (let i = 0; i < 5; i += 1) {
    site.pass(6_000);
    expect(await inBurst(site, 50)).toEqual([false]);
    site.pass(900);
    expect(site.pages.find(keyOf("/a"))?.source).toBe(String(site.clears.sequence));
    expect(site.running).toHaveLength(0);
  }
});

test("when a burst is over the page is made as a whole after five seconds, and the next comment is there at once", async () => {
  const site = stage();
  await made(site, "/a");
  await inBurst(site, 3_000);
  site.pass(1_000);
  expect(await inBurst(site, 50)).toEqual([true]);
  site.pass(4_800);
  expect(site.pages.find(keyOf("/a"))?.source).toBe(`${site.clears.sequence}.5`);
  expect(site.running).toHaveLength(0);
  site.pass(200);
  site.pages.find(keyOf("/a"));
  await settle();
  expect(site.running).toMatchObject([{ known: undefined }]);
  site.running[0]?.end();
  await settle();
  site.pass(900);
  expect(site.pages.find(keyOf("/a"))?.source).toBe(String(site.clears.sequence));
  expect(site.running).toHaveLength(0);
  site.clears.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();
});

test("where one pass is in vain, or the router's payload is asked for, pages are whole", async () => {
  const vain = stage({ onlyWhole: true });
  await made(vain, "/a");
  const tries = await inBurst(vain, 30_000);
  expect(tries.filter((onePass) => onePass).length).toBeLessThanOrEqual(3);

  const routed = stage();
  await made(routed, "/a");
  const payload = routed.pages.load(keyOf("/a", "payload"));
  routed.running[0]?.end();
  await payload;
  expect(await inBurst(routed, 5_000)).not.toContain(true);
});

test("what was taken away, and a page whose tags nobody knows, are never made in one pass", async () => {
  const site = stage();
  await made(site, "/a");
  site.clears.record(["/a"], "soon");
  site.clears.record(["/a"]);
  site.pages.load(keyOf("/a"));
  await settle();
  expect(site.running).toMatchObject([{ known: undefined }]);

  const unknown = stage({ outcome: () => ({ kind: "shared", page: page("x"), tags: undefined }) });
  await made(unknown, "/a");
  unknown.clears.record(["/b"], "soon");
  unknown.pages.load(keyOf("/a"));
  await settle();
  expect(unknown.running).toMatchObject([{ known: undefined }]);
});

test("who is signed in sees an addition at once, also in a burst; the others meanwhile see the page that is there", async () => {
  const site = stage();
  site.clears.record(["/a"], "soon");
  await made(site, "/a");
  site.clears.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))?.source).toBe("1");
  expect(site.pages.find(keyOf("/a"), true)).toBeUndefined();
  const own = site.pages.load(keyOf("/a"), true);
  expect(site.pages.find(keyOf("/a"))?.source).toBe("1");
  site.running[0]?.end();
  expect(await own).toMatchObject({ page: { source: "2.5" } });
  expect(site.pages.find(keyOf("/a"))?.source).toBe("2.5");
});

test("whatever was added before, what is taken away goes at once, and so does a page whose tags nobody knows", async () => {
  const site = stage();
  await made(site, "/a");
  site.clears.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeDefined();
  site.clears.record(["/a"]);
  site.clears.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();

  const unknown = stage({ outcome: () => ({ kind: "shared", page: page("x"), tags: undefined }) });
  await made(unknown, "/a");
  unknown.clears.record(["/b"]);
  expect(unknown.pages.find(keyOf("/a"))).toBeUndefined();
});

test("an address that comes to be is found at once", async () => {
  const site = stage({ outcome: (key) => ({ kind: "shared", page: page("x", 404), tags: [key.page] }) });
  await made(site, "/a");
  expect(site.pages.find(keyOf("/a"))).toBeDefined();
  site.clears.record(["/a"], "soon");
  expect(site.pages.find(keyOf("/a"))).toBeUndefined();
});

test("ten thousand unknown addresses evict no page and stay within their store", async () => {
  const { pages, running } = stage({
    outcome: (key) => ({
      kind: "shared",
      page: { ...page("x", key.page === "/a" ? 200 : 404), size: 40_000 },
      tags: [],
    }),
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

test("a page that waits behind a greedy network's others is made in the turn of whoever else asks for it", async () => {
  const turns = new FairQueue({ maxRunning: 2, maxHoldMs: 60_000 });
  const { pages, running } = stage({ turns });
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
  // Its own turn, which it no longer needs, was given back: the others are made.
  expect((await Promise.all(asked)).map(({ kind }) => kind)).toEqual(Array(4).fill("shared"));
});

test("too many renders, and too many waiters for one, are told to come back", async () => {
  const { pages, running } = stage({ mostRenders: 2, mostWaiters: 3 });
  // Each is another network.
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

test("one network begins half of the renders, and another finds room", async () => {
  const { pages, running } = stage({ mostRenders: 4, mostWaiters: 100 });
  const waiting = ["/a", "/b"].map((path) => pages.load(keyOf(path), false, "greedy"));
  expect((await pages.load(keyOf("/c"), false, "greedy")).kind).toBe("busy");
  // What runs already may be joined.
  waiting.push(pages.load(keyOf("/a"), false, "greedy"), pages.load(keyOf("/c"), false, "other"));
  for (const render of [...running]) render.end();
  expect((await Promise.all(waiting)).map(({ kind }) => kind)).toEqual(Array(4).fill("shared"));
});

describe("while no page can be made", () => {
  test("a page that lacks something is there, says for how long it has been stale, and is not tried again until the database answers", async () => {
    const site = stage();
    await made(site, "/a");
    site.clears.record(["/a"], "soon");
    site.clears.record(["/a"], "update");
    site.database.set("down");
    expect(site.pages.findStale(keyOf("/a"))).toMatchObject({ page: { source: "0" }, staleSeconds: 1 });
    site.pass(11_000);
    expect(site.pages.findStale(keyOf("/a"))).toMatchObject({ page: { source: "0" }, staleSeconds: 10 });
    await made(site, "/b");
    site.pass(5_000);
    expect(site.pages.find(keyOf("/b"))).toBeDefined();
    await settle();
    expect(site.running).toEqual([]);
    site.database.set("up");
    site.pages.find(keyOf("/b"));
    expect(site.pages.find(keyOf("/a"))).toBeUndefined();
    expect((await made(site, "/a")).page.source).toBe("2");
  });

  test("one from which something was taken away is gone for good, and so is one whose tags nobody knows", async () => {
    const site = stage();
    await made(site, "/a");
    site.clears.record(["/a"]);
    site.clears.record(["/a"], "soon");
    site.database.set("down");
    expect(site.pages.findStale(keyOf("/a"))).toBeUndefined();
    expect(site.pages.findStale(keyOf("/never"))).toBeUndefined();
    const unknown = stage({ outcome: () => ({ kind: "shared", page: page("x"), tags: undefined }) });
    await made(unknown, "/a");
    expect(unknown.pages.findStale(keyOf("/a"))).toBeDefined();
    unknown.clears.record(["/b"]);
    expect(unknown.pages.findStale(keyOf("/a"))).toBeUndefined();
  });

  test("a 404 stays one however old, unless the address may have come to be", async () => {
    const site = stage({ outcome: (key) => ({ kind: "shared", page: page("x", 404), tags: [key.page] }) });
    await made(site, "/a");
    site.pass(60_000);
    expect(site.pages.findStale(keyOf("/a"))?.page.status).toBe(404);
    site.clears.record(["/a"], "update");
    expect(site.pages.findStale(keyOf("/a"))).toBeUndefined();
  });

  test("who waits for a render is told when the database is down; who may see an older page, as soon as it is slow", async () => {
    const site = stage();
    await made(site, "/a");
    site.clears.record(["/a"], "update");
    const ended: string[] = [];
    const wait = (path: string, exact: boolean, name: string) =>
      site.pages.load(keyOf(path), exact).then(({ kind }) => void ended.push(`${name} ${kind}`));
    const waiting = [wait("/a", false, "reader"), wait("/a", true, "member"), wait("/b", false, "first reader")];
    await settle();
    site.database.set("slow");
    await settle();
    expect(ended).toEqual(["reader failed"]);
    site.database.set("down");
    await Promise.all(waiting);
    expect(ended.toSorted()).toEqual(["first reader failed", "member failed", "reader failed"]);
    for (const render of [...site.running]) render.end();
    await settle();
    expect(site.database.listening).toBe(0);
  });
});

/** Everything that can happen to a page and to whoever asks for it. */
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
    // Long ones: a page must be made, cleared and asked for again.
    { maxLength: 60, size: "max" },
  );
};

test("whatever the order of questions, clears, renders, outages and time: nothing older than a clear that came before the question, or, for who may wait, than an addition of the longest patience before; in an outage what was finished, never older than a removal", async () => {
  await fc.assert(
    fc.asyncProperty(steps(), async (taken) => {
      const { pages, running, clears, database, pass } = stage();
      const cleared: { path: string; urgency: Urgency; at: number; number: number }[] = [];
      /** The newest page that was finished, by its key: the number of the clear before its render. */
      const finished = new Map<string, number>();
      let time = 0;
      const latest = (path: string, isSo: (one: (typeof cleared)[number]) => boolean) =>
        cleared.findLast((one) => one.path === path && isSo(one))?.number ?? 0;
      /** The number of the latest clear that this reader must not be shown anything older than. */
      const floorOf = (asked: string, exact: boolean) =>
        latest(asked, ({ urgency, at }) => exact || urgency !== "soon" || at <= time - maxStaleMs);
      const removed = (asked: string) => latest(asked, ({ urgency }) => urgency === "now");
      const open: Promise<void>[] = [];
      const check = (label: string | undefined, asked: string, floor: number) => {
        if (Number(label) < floor) throw new Error(`${asked}: made at ${label}, cleared at ${floor}`);
      };
      /** What is served where no page can be made: nothing with a removed word, and something if there was something. */
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
          clears.record([one.path], one.urgency);
          cleared.push({ path: one.path, urgency: one.urgency, at: time, number: clears.sequence });
        } else if (one.do === "pass") time = pass(one.ms);
        else if (one.do === "database") {
          database.set(one.state);
          // Whoever waits is answered at once.
          await settle();
        } else {
          const render = running[one.which % Math.max(1, running.length)];
          if (render && one.do === "end") finished.set(render.key.id, render.since);
          render?.[one.do]();
        }
        await settle();
        const ids = running.filter(({ since }) => since === clears.sequence).map(({ key }) => key.id);
        expect(new Set(ids).size, "one render per page").toBe(ids.length);
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

/** Until whoever waited for data has gone on: a turn of theirs, and one more. */
const goOn = async () => {
  await settle();
  await settle();
};

test("a page waits for data that others are making since before a clear, and begins with what is true then", async () => {
  const { clears, fills, pages, running } = stage();
  fills.asked("threads");
  clears.record(["/a"]);
  const loaded = pages.load(keyOf("/a"));
  await settle();
  expect(running).toEqual([]);
  clears.record(["/a"]);
  fills.made("threads");
  await goOn();
  expect(running.map(({ since }) => since)).toEqual([2]);
  running[0]?.end();
  await loaded;
  // Kept as of that clear: nothing is missing.
  expect(pages.find(keyOf("/a"), true)?.source).toBe("2");
});

test("a page during whose making older data were stored is not kept for who must see a clear; both kinds of the page", async () => {
  const { clears, fills, pages, running } = stage();
  const endAll = () => {
    for (const render of [...running]) render.end();
  };
  fills.asked("threads");
  clears.record(["/a"]);
  // Longer than a page waits.
  await fills.settled();
  const first = pages.load(keyOf("/a"), true);
  await fills.storing("threads");
  fills.made("threads");
  // Next would answer it with the first.
  const second = pages.load(keyOf("/a", "payload"), true);
  await settle();
  endAll();
  await Promise.all([first, second]);
  expect(pages.find(keyOf("/a"), true)).toBeUndefined();
  expect(pages.find(keyOf("/a", "payload"), true)).toBeUndefined();
  const again = pages.load(keyOf("/a"), true);
  await settle();
  endAll();
  await again;
  expect(pages.find(keyOf("/a"), true)?.source).toBe("1");
});

test("two kinds of a page that waited for data begin together, and with what is true then", async () => {
  const { clears, fills, pages, running } = stage();
  fills.asked("threads");
  clears.record(["/a"]);
  const both = [pages.load(keyOf("/a"), true), pages.load(keyOf("/a", "payload"), true)];
  await settle();
  expect(running).toEqual([]);
  fills.made("threads");
  await goOn();
  expect(running.map(({ since }) => since)).toEqual([1, 1]);
  for (const render of [...running]) render.end();
  await Promise.all(both);
});
