import { createServer, type RequestListener, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Availability, DatabaseState } from "#db/database-watch.ts";
import { databaseFailures } from "#db/guarded-pool.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { runWithFreshReads } from "#lib/cache/cached.ts";
import { runForClient } from "#lib/cache/request-context.ts";
import type { PageKey } from "../page-cache/key.ts";
import { fingerprintOf, makePage } from "../page-cache/page.ts";
import { RenderThread } from "./render-thread.ts";

const rowCount = 4;
/** The last row is not for random changes. */
const rows = new Int32Array(new SharedArrayBuffer(4 * (rowCount + 1)));

const listeners = new Set<(state: DatabaseState) => void>();
const suspect = vi.fn();
const availability: Availability = {
  state: "up",
  onChange(listener) {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  suspect,
};

/** `pingMs` is short only for the test of a thread that hangs: on a busy machine, threads answer late. */
function startThread(onDeath: (reason: unknown) => void, pingMs = 10_000): Promise<RenderThread> {
  const settings = {
    root: "",
    hostname: "",
    port: 0,
    siteUrl: "",
    canPrepare: false,
    pooler: false,
    tracing: undefined,
    rows,
  };
  return RenderThread.start({
    settings,
    availability,
    heap: { old: 64, young: 16 },
    onDeath,
    file: new URL("./thread-testing.ts", import.meta.url),
    pingMs,
  });
}

const died = vi.fn();
let thread: RenderThread;
let server: Server;
let base: string;
/** Work around the next request's handling. */
let around: (handle: () => Promise<void>) => Promise<void> = (handle) => handle();
let failure: unknown;

const listener: RequestListener = async (req, res) => {
  try {
    await around(() => thread.handle(req, res));
  } catch (error) {
    failure = error;
    res.destroy();
  }
};

beforeAll(async () => {
  thread = await startThread(died);
  server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await thread.stop();
  expect(died).not.toHaveBeenCalled();
});
afterEach(() => {
  around = (handle) => handle();
  failure = undefined;
});

const key = (page: string): PageKey => ({ id: page, url: page, page, kind: "html", headers: {}, hasFreeText: false });

async function renderText(page: string): Promise<string> {
  const rendered = await thread.render(key(page), []);
  if (rendered.kind !== "shared") throw new Error(`It is ${rendered.kind}.`);
  return rendered.page.body.toString();
}

const readText = async (path: string) => (await fetch(base + path)).text();
/** Waits until the thread reports this outcome of a request. */
const untilEnded = (path: string, expected: string) =>
  vi.waitFor(async () => expect(await readText(`/ended/${path}`)).toBe(expected));

test("a render or a request after a change never gets a value from before it, whichever thread made the change", async () => {
  const command = fc.record({
    kind: fc.constantFrom("change here", "change there", "render", "render kept", "request", "pause"),
    row: fc.integer({ min: 0, max: rowCount - 1 }),
  });
  const check = async (kind: string, row: number) => {
    if (kind === "pause") return sleep(row);
    if (kind === "change here") {
      Atomics.add(rows, row, 1);
      return invalidations.record([`row:${row}`]);
    }
    if (kind === "change there") {
      const before = invalidations.sequence;
      const value = Number(await readText(`/change/${row}`));
      expect(value).toBeGreaterThan(0);
      // Known here when the response is.
      expect(invalidations.isInvalidatedSince([`row:${row}`], before)).toBe(true);
      return expect(Number(await renderText(`/kept/${row}`))).toBeGreaterThanOrEqual(value);
    }
    const value = Atomics.load(rows, row);
    const text =
      kind === "request" ? readText(`/kept/${row}`) : renderText(`/${kind === "render" ? "row" : "kept"}/${row}`);
    expect(Number(await text)).toBeGreaterThanOrEqual(value);
  };
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 25 }), async (commands) => {
      const running: Promise<unknown>[] = [];
      for (const { kind, row } of commands) {
        const checked = check(kind, row);
        running.push(checked);
        if (kind === "pause") await checked;
      }
      await Promise.all(running);
    }),
    { numRuns: 60 },
  );
});

test("does not return an invalidation to the thread that recorded it", async () => {
  const before = invalidations.sequence;
  await readText("/change/0");
  await readText("/row/0");
  expect(invalidations.sequence).toBe(before + 1);
});

test("a render for a member uses no value that the thread has kept, which may lack their change", async () => {
  const before = Number(await renderText("/kept/2"));
  // Committed elsewhere: nobody here has read it.
  Atomics.add(rows, 2, 1);
  expect(Number(await renderText("/kept/2"))).toBe(before);
  const rendered = await thread.render(key("/kept/2"), [], true);
  expect(rendered.kind === "shared" && Number(rendered.page.body.toString())).toBe(before + 1);
  // The same holds for their private pages.
  expect(Number(await readText("/kept/2"))).toBe(before);
  around = runWithFreshReads;
  expect(Number(await readText("/kept/2"))).toBe(before + 1);
});

test("a rendered page arrives whole, with its tags and its time", async () => {
  const rendered = await thread.render(key("/row/1"), []);
  if (rendered.kind !== "shared") throw new Error("not shared");
  expect(new Set(rendered.tags)).toEqual(new Set(["site", "row:1"]));
  expect(rendered.expiresAt).toBe(Number.POSITIVE_INFINITY);
  expect(Buffer.isBuffer(rendered.page.body)).toBe(true);
  expect(makePage(rendered.page).fingerprint).toBe(fingerprintOf(rendered.page));
  const again = await thread.render(key("/row/1"), ["other", rendered.page.source]);
  expect(again).toMatchObject({ kind: "unchanged", source: rendered.page.source, tags: rendered.tags });
});

test("a page expires at the same moment in both threads, whose clocks began at different times", async () => {
  const before = performance.now();
  const rendered = await thread.render(key("/timed"), []);
  if (rendered.kind !== "shared") throw new Error("not shared");
  // The clocks differ by seconds; on a busy machine their beginnings are known to within milliseconds only.
  expect(rendered.expiresAt).toBeGreaterThan(before + 59_500);
  expect(rendered.expiresAt).toBeLessThan(performance.now() + 60_500);
});

test("passes a request and its response on unchanged", async () => {
  const body = Buffer.alloc(700_000, "é");
  const response = await fetch(`${base}/echo`, { method: "POST", body, headers: { cookie: "c=1; d=2", "x-own": "ä" } });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(response.headers.get("x-method")).toBe("POST");
  const headers: Record<string, string> = JSON.parse(response.headers.get("x-headers") ?? "{}");
  expect(headers).toMatchObject({ cookie: "c=1; d=2", "x-own": "ä", "content-length": "700000", connection: "close" });
  expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true);
});

test("gives Next the result of a form's action that has run in the main thread", async () => {
  expect(await readText("/result")).toBe('"none"');
  around = (handle) => runForClient({ result: { status: "refused" } }, handle);
  expect(JSON.parse(await readText("/result"))).toEqual({ status: "refused" });
});

test("writes no faster than the client reads", async () => {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.pause();
  socket.write("GET /flood/slow HTTP/1.1\r\nHost: x\r\n\r\n");
  let count = -1;
  // Until it writes no more.
  await vi.waitFor(async () => {
    const before = count;
    count = Number(await readText("/ended/slow"));
    expect(count > 0 && count === before).toBe(true);
  }, 30_000);
  expect(count).toBeLessThan(500);
  socket.destroy();
  await vi.waitFor(async () => expect(await readText("/ended/slow")).toMatch(/^closed after \d+$/));
});

test("aborts a request without a body when its client disconnects", async () => {
  const outgoing = request(`${base}/wait/one`);
  outgoing.on("error", () => {});
  outgoing.end();
  await new Promise((resolve) => outgoing.once("response", resolve));
  outgoing.destroy();
  await untilEnded("one", "closed");
});

/** Sends a request, waits until the server has it, and disconnects. Resolves when the server knows. */
async function sendAndLeave(path: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const isHandled = Promise.withResolvers<void>();
  server.once("request", (_req, res) => {
    res.once("close", resolve);
    isHandled.resolve();
  });
  const outgoing = request(base + path);
  outgoing.on("error", () => {});
  outgoing.end();
  await isHandled.promise;
  outgoing.destroy();
  await promise;
}

test("never begins a request whose client left before its turn", async () => {
  const blocked = readText(`/block/${rowCount}`);
  await sleep(50);
  await sendAndLeave("/begin/abandoned");
  Atomics.store(rows, rowCount, 1);
  Atomics.notify(rows, rowCount);
  await blocked;
  expect(await readText("/ended/abandoned")).toBe("nothing");
});

test("counts a request whose client left as running until the thread has finished with it", async () => {
  const settled = Promise.withResolvers<string>();
  around = async (handle) => {
    around = (other) => other();
    try {
      await handle();
    } finally {
      settled.resolve(await readText("/ended/left"));
    }
  };
  const outgoing = request(`${base}/work/left`);
  outgoing.on("error", () => {});
  outgoing.end();
  await sleep(50);
  outgoing.destroy();
  expect(await settled.promise).toBe("worked");
});

test("runs an action to its end if its client disconnects after the whole body has arrived", async () => {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("POST /store/whole HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde");
  await sleep(20);
  socket.destroy();
  await untilEnded("whole", "stored 5");
});

test("aborts a request whose body has not arrived completely", async () => {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write("POST /store/half HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabcde");
  await sleep(20);
  socket.destroy();
  await untilEnded("half", "aborted");
});

test("answers 500 for a failure before the response, and closes the connection for one within it", async () => {
  expect((await fetch(`${base}/broken`)).status).toBe(500);
  await expect(readText("/breaks")).rejects.toThrow();
  expect(await thread.render(key("/broken"), [])).toMatchObject({ kind: "failed" });
});

test("counts the thread's database failures before the response that they explain", async () => {
  const before = databaseFailures();
  let seen = 0;
  around = async (handle) => {
    await handle();
    seen = databaseFailures() - before;
  };
  await readText("/outage");
  expect(seen).toBe(1);
});

test("sends the database's state to the thread", async () => {
  expect(await readText("/state")).toBe("up");
  for (const listener of listeners) listener("down");
  expect(await readText("/state")).toBe("down");
  for (const listener of listeners) listener("up");
});

test("parses the thread's texts in the process's parser threads", async () => {
  const run = vi.fn(async () => ({ done: true as const, value: "parsed" }));
  const queue = { run, warmUp() {} };
  globalThis.vigieParsers = { comments: queue, documents: queue, passwords: queue };
  expect(JSON.parse(await readText("/parse/text"))).toEqual({ ok: true, value: "parsed" });
  expect(run).toHaveBeenCalledExactlyOnceWith({ name: "echo", input: "text" }, "");
  globalThis.vigieParsers = undefined;
});

test.each(["/exit", "/memory", "/hang"])(
  "reports that the thread has ended or hangs, and fails what waits for it (%s)",
  async (path) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const other = await startThread(resolve, path === "/hang" ? 200 : undefined);
    const before = thread;
    thread = other;
    const waiting = expect(other.render(key(path), [])).rejects.toThrow("has ended");
    await expect(readText(path)).rejects.toThrow();
    await waiting;
    thread = before;
    const reasons: Record<string, RegExp> = { "/exit": /code 3/, "/memory": /memory/, "/hang": /does not answer/ };
    expect(String(await promise)).toMatch(reasons[path] ?? "");
    expect(failure).toBeDefined();
    expect(() => other.render(key("/row/1"), [])).toThrow("has ended");
    await other.stop(AbortSignal.abort());
  },
);
