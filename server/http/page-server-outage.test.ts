import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Connection, connect, requestLimits } from "#db/client.ts";
import { type DatabaseState, DatabaseWatch } from "#db/database-watch.ts";
import { migrate } from "#db/migrate.ts";
import { memberCookie } from "#features/auth/sessions/testing.ts";
import { translator } from "#i18n/translator.ts";
import { invalidations } from "#lib/cache/cache-state.ts";
import { cached } from "#lib/cache/cached.ts";
import { refusedActionPrefix } from "#lib/refused-action.ts";
import { startTestPostgres } from "../testing/temporary-postgres.ts";
import { createHealthProbes } from "./health-probes.ts";
import { openPageServer, serverOptions } from "./page-server.ts";

let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let connection: Connection;
let watch: DatabaseWatch;
let probes: ReturnType<typeof createHealthProbes>;
let server: Server;
let base: string;
let version = 1;

/** Replaces Next: every page and form queries the database, and an error is an empty 500. */
async function next(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = req.url ?? "";
  const isAction = req.headers["next-action"] !== undefined;
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  try {
    for await (const _ of req);
    if (url.startsWith("/articles/broken")) throw new TypeError("a mistake");
    await cached([url], ["everywhere"], async () => connection.db.execute("select 1"));
  } catch {
    if (isAction) return void res.writeHead(200, { "Content-Type": "text/x-component" }).end("refused");
    return void res.writeHead(500).end('<html id="__next_error__">');
  }
  const isShared = url.startsWith("/articles/");
  res.setHeader("Cache-Control", isShared ? "s-maxage=86400" : "private, no-store");
  res.end(`<html><head></head><body>${url} version ${version}</body></html>`);
}

beforeAll(async () => {
  postgres = await startTestPostgres();
  await migrate(postgres.url);
  connection = connect(postgres.url, { max: 3, limits: requestLimits });
  await connection.db.execute("checkpoint");
  watch = new DatabaseWatch(postgres.url, { intervalMs: 50, retryMs: 50, slowMs: 100, downMs: 500 });
  globalThis.vigieAvailability = watch;
  probes = createHealthProbes(postgres.url, watch);
  const pages = await openPageServer({
    next,
    db: connection.db,
    availability: watch,
    actions: { has: () => true, get: () => undefined },
    lookUpAddress: async () => "known",
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 0,
    middlewares: [probes.answer],
  });
  server = createServer(serverOptions, pages.listener);
  await pages.prepare();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => up());
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  globalThis.vigieAvailability = undefined;
  await probes.close();
  await watch.close();
  await connection.close();
  await postgres.stop();
});

async function until(state: DatabaseState): Promise<void> {
  for (let waited = 0; watch.state !== state; waited += 10) {
    if (waited > 20_000) throw new Error(`the database is not ${state}`);
    await sleep(10);
  }
}
const up = () => until("up");

const get = (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers, redirect: "manual" });

function send(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  return fetch(base + path, { method: "POST", body, headers: { origin: "http://vigie.test", ...headers } });
}

/** Kills the database while `work` runs. */
async function duringOutage(work: () => Promise<void>): Promise<void> {
  await postgres.outage.kill();
  try {
    await work();
  } finally {
    await postgres.outage.restart();
  }
}

test("after a comment just before the outage, serves the page from before it, to members too, and says so", async () => {
  await get("/articles/commented");
  await get("/articles/commented?_rsc", { rsc: "1" });
  version += 1;
  invalidations.record(["everywhere"], "soon");
  await duringOutage(async () => {
    // A client that must see the newest page asks before the outage is noticed; the others may get a young page anyway.
    const kinds: Record<string, string>[] = [{ cookie: await memberCookie() }, {}, { rsc: "1" }];
    for (const [index, headers] of kinds.entries()) {
      if (index > 0) await until("down");
      const answer = await get("/articles/commented?_rsc", headers);
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain(`version ${version - 1}`);
      expect(answer.headers.get("cache-status")).toMatch(/^vigie; hit; ttl=-\d+$/);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
      const etag = answer.headers.get("etag") ?? "";
      const again = await get("/articles/commented?_rsc", { ...headers, "if-none-match": etag });
      expect([again.status, again.headers.get("cache-status")?.slice(0, 16)]).toEqual([304, "vigie; hit; ttl="]);
    }
  });
  await up();
  // Others may get the page without a comment while it is young.
  const refreshed = await get("/articles/commented", { cookie: await memberCookie() });
  expect(await refreshed.text()).toContain(`version ${version}`);
  expect(refreshed.headers.get("cache-status")).toBeNull();
});

test("withdrawn pages are not shown, and pages never rendered are 503 with Retry-After, in the site's layout", async () => {
  await get("/articles/removed");
  invalidations.record(["everywhere"], "now");
  await duringOutage(async () => {
    for (const path of ["/articles/removed", "/articles/cold", "/login", "/search?q=x", "/preview/x"]) {
      const answer = await get(path);
      expect(answer.status, path).toBe(503);
      expect(Number(answer.headers.get("retry-after")), path).toBeGreaterThan(0);
      expect(await answer.text(), path).toMatch(/class="wordmark"[\s\S]*momentanément indisponible/);
    }
    expect((await get("/healthz")).status).toBe(200);
    expect((await get("/servez")).status).toBe(200);
    expect((await get("/readyz")).status).toBe(503);
  });
  await up();
  expect((await get("/articles/removed")).status).toBe(200);
  expect((await get("/login")).status).toBe(200);
  expect((await get("/readyz")).status).toBe(200);
});

test("a programming error is 500, without Retry-After", async () => {
  const answer = await get("/articles/broken");
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([500, null]);
});

const typed = '</textarea><script>alert(1)</script>\n"Deux lignes" & plus';

test("returns a form without scripts with its text and without its password", async () => {
  const form = { $ACTION_KEY: "k1", article: "one", body: typed, email: "ada@example.org", password: "hunter2hunter2" };
  await duringOutage(async () => {
    const answer = await send("/articles/one", form);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).not.toBeNull();
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const html = await answer.text();
    expect(html).toContain('method="post" enctype="multipart/form-data" action="/articles/one"');
    expect(html).toContain('name="$ACTION_KEY" value="k1"');
    expect(html).toContain('type="hidden" name="email" value="ada@example.org"');
    expect(html).toContain("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
    expect(html).not.toContain("<script>");
    expect(html).not.toContain("hunter2");
    expect(html).toContain('type="password" name="password" required');
  });
  await up();
  expect((await send("/articles/one", form)).status).toBe(200);
});

test("refuses a form with a used code, one that is too large, and a non-form without returning it", async () => {
  await duringOutage(async () => {
    await get("/login");
    const answers = await Promise.all([
      send("/login", { code: "123456", body: "x" }),
      send("/articles/one", { body: "x".repeat(300_000) }),
      fetch(`${base}/articles/one`, { method: "POST", body: "{}", headers: { origin: "http://vigie.test" } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([503, 413, 503]);
    for (const answer of answers) expect(await answer.text()).not.toContain("<form");
  });
});

test("an action called by a script answers for itself", async () => {
  await duringOutage(async () => {
    await get("/login");
    const answer = await send("/articles/one", { 0: "[]", _body: typed }, { "next-action": "x".repeat(42) });
    expect([answer.status, await answer.text()]).toEqual([200, "refused"]);
  });
});

test("a refused call by a script gets a message for its form, in the type that Next's client hands on", async () => {
  const answer = await send(
    "/articles/one",
    { 0: "[]", _body: "x".repeat(300_000) },
    { "next-action": "x".repeat(42) },
  );
  expect([answer.status, answer.headers.get("content-type")]).toEqual([413, "text/plain"]);
  expect(await answer.text()).toBe(`${refusedActionPrefix}${translator().typeset("refusals.413.text")}`);
});

test("when the database freezes, finished pages never wait once it is noticed, and waiting requests are answered", async () => {
  await get("/articles/frozen");
  version += 1;
  invalidations.record(["everywhere"], "update");
  await postgres.outage.freeze();
  // Three kinds of requests that are waiting: for a page, for a page never rendered, for Next itself.
  const waiting = [get("/articles/frozen"), get("/articles/frozen-cold"), send("/articles/one", { body: typed })];
  const [finished, cold, posted] = await Promise.all(waiting);
  expect([finished?.status, finished?.headers.get("cache-status")?.slice(0, 10)]).toEqual([200, "vigie; hit"]);
  expect(cold?.status).toBe(503);
  expect(posted?.status).toBe(503);
  expect(await posted?.text()).toContain("Deux lignes");
  for (let n = 0; n < 100; n += 1) expect((await get("/articles/frozen")).status).toBe(200);
  expect((await get("/readyz")).status).toBe(503);
  postgres.outage.thaw();
  await up();
  expect(await (await get("/articles/frozen")).text()).toContain(`version ${version}`);
  expect((await get("/articles/frozen-cold")).status).toBe(200);
});
