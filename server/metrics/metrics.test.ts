import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { durationBounds } from "#features/health/durations/rules.ts";
import { pageKinds } from "#features/health/samples/page-kinds.ts";
import { type MetricFamily, writeExposition } from "#lib/metrics/exposition.ts";
import { nameStatement } from "#lib/metrics/statement-name.ts";
import { StatementTimes } from "#lib/metrics/statement-times.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { listMetricFamilies, type MetricSources } from "./metric-families.ts";
import { metricsEndpoint } from "./metrics-endpoint.ts";
import { kindOfUrl } from "./page-kinds.ts";
import { RequestMetrics } from "./request-metrics.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

const emptySources = (): MetricSources => ({
  figures: { main: threadMetrics.figures(), render: undefined, serving: undefined, residentBytes: 1, disk: undefined },
  site: undefined,
  isDatabaseUp: false,
  version: "1.0.0",
  parsers: {},
  lostSamples: 0,
});

async function listen(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  stops.push(
    () => server.closeAllConnections(),
    () => void server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ["/", "home"],
  ["/?page=2", "home"],
  ["/articles/a-b", "article"],
  ["/articles/a-b/comments?sort=best", "discussion"],
  ["/articles/a-b/comments/12", "discussion"],
  ["/articles/a-b/comments/feed.xml", "feed"],
  ["/articles/a/commentsx", "discussion"],
  ["/pages/a-b", "page"],
  ["/pages/a-b/comments/12", "discussion"],
  ["/categories/sport", "category"],
  ["/categories/sport/atom.xml", "feed"],
  ["/feed.json", "feed"],
  ["/search?q=/articles/secret", "search"],
  ["/search/suggest?q=a", "suggestions"],
  ["/api/me?article=a", "viewer-data"],
  ["/api/live", "live"],
  ["/_next/static/a.js", "static"],
  ["/admin/health", "admin"],
  ["/metrics", "metrics"],
  ["/wp-login.php", "other"],
  ["/__proto__/constructor", "other"],
  ["", "home"],
])("%s is counted as %s", (url, kind) => {
  expect(kindOfUrl(url)).toBe(kind);
});

test("whatever strangers request, the number of series stays bounded and contains nothing of it", () => {
  const mark = "zqx";
  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }).map((text) => `/${text}${mark}`),
    fc
      .constantFrom("articles", "search", "api", "admin", "feeds", "..")
      .chain((first) => fc.string({ maxLength: 20 }).map((rest) => `/${first}/${rest}${mark}?${mark}=${rest}`)),
    fc.webUrl().map((url) => `${url}/${mark}`),
  );
  const requests = new RequestMetrics();
  fc.assert(
    fc.property(hostile, fc.integer({ min: 100, max: 599 }), fc.nat(1e6), (url, status, bytes) => {
      expect(pageKinds).toContain(kindOfUrl(url));
      requests.countSent({ url } as IncomingMessage, status, bytes, performance.now());
      threadMetrics.refusals.add("malformed");
      threadMetrics.countLogged("warn", "A constant message.", "");
    }),
    { numRuns: 2_000 },
  );
  const serving = {
    requests: requests.totals(),
    runningRequests: 0,
    pageCache: { hits: 0, stale: 0, misses: 0, pages: 0, bytes: 0 },
    renders: { durations: { counts: [], seconds: 0 }, failed: 0, running: 0 },
    liveStreams: 0,
  };
  const sources = emptySources();
  const text = writeExposition(
    listMetricFamilies({ ...sources, figures: { ...sources.figures, serving } }),
    "prometheus",
  );
  expect(text).not.toContain(mark);
  const most = pageKinds.length * (6 + durationBounds.length + 4) + 500;
  expect(text.split("\n").length).toBeLessThan(most);
  expect(text).toMatch(/^vigie_requests_total\{kind="other",status="4xx"\} \d+$/m);
});

test("a response that the client did not wait for is counted as aborted", async () => {
  const requests = new RequestMetrics();
  const origin = await listen((req, res) => {
    requests.follow(req, res, performance.now());
    if (req.url === "/") res.end("done");
  });
  await (await fetch(origin)).text();
  await fetch(`${origin}/articles/a`, { signal: AbortSignal.timeout(200) }).catch(() => {});
  await expect.poll(() => requests.running).toBe(0);
  expect(requests.totals().home).toMatchObject({ statuses: { "2xx": 1 } });
  expect(requests.totals().home?.bytes).toBeGreaterThan(4);
  expect(requests.totals().article?.statuses).toEqual({ aborted: 1 });
});

test("names a statement without its values, the same for any number of them", () => {
  const named = nameStatement(`select "id", "title" from "articles" where "slug" = $1 and "state" = 'secret' limit 12`);
  expect(named).toMatch(/^select … from articles where slug = \? and state = \? limit \? #[0-9a-f]{6}$/);
  expect(nameStatement("select extract(epoch from now() - x), (select y from z) from beats where a")).toMatch(
    /^select … from beats where a #/,
  );
  const inList = (count: number) =>
    nameStatement(
      `select "id" from "tags" where "id" in (${Array.from({ length: count }, (_, i) => `$${i + 1}`).join(", ")})`,
    );
  expect(inList(2)).toBe(inList(500));
  const rows = (count: number) =>
    nameStatement(`insert into "a" ("x", "y") values ${Array.from({ length: count }, () => "($1, $2)").join(", ")}`);
  expect(rows(2)).toBe(rows(30));
});

test("counts a limited number of statements, and the rest together", () => {
  const times = new StatementTimes();
  for (let n = 0; n < 2_000; n += 1) times.record(`select a${n} from b${n}x`, 1);
  const listed = times.list();
  expect(listed.length).toBeLessThanOrEqual(401);
  expect(listed.reduce((sum, { count }) => sum + count, 0)).toBe(2_000);
  expect(listed.find(({ name }) => name === "other")?.count).toBeGreaterThan(1_000);
});

test("escapes labels, and writes both formats", () => {
  const families: MetricFamily[] = [
    { name: "a_total", type: "counter", help: "Text.", values: [{ labels: { name: 'x"\\\n' }, value: 2 }] },
    { name: "empty", type: "gauge", help: "Nothing.", values: [] },
  ];
  expect(writeExposition(families, "prometheus")).toBe(
    '# HELP a_total Text.\n# TYPE a_total counter\na_total{name="x\\"\\\\\\n"} 2\n',
  );
  expect(writeExposition(families, "openMetrics")).toBe(
    '# HELP a Text.\n# TYPE a counter\na_total{name="x\\"\\\\\\n"} 2\n# EOF\n',
  );
});

async function openEndpoint(token: string | undefined) {
  const answer = metricsEndpoint({ token, trustProxy: 1, read: async () => emptySources() });
  let client = 0;
  const origin = await listen(async (req, res) => {
    if (!(await answer(req, res))) res.writeHead(404).end();
  });
  return (authorization?: string, options: RequestInit & { from?: string; path?: string } = {}) => {
    client += 1;
    const headers = {
      "x-forwarded-for": options.from ?? `192.0.2.${client}`,
      ...(authorization !== undefined && { authorization }),
      ...(options.headers as Record<string, string>),
    };
    return fetch(`${origin}${options.path ?? "/metrics"}`, { ...options, headers });
  };
}

const token = "0123456789abcdef";

test("only the token opens the address", async () => {
  const get = await openEndpoint(token);
  const wrong = [undefined, "", "Bearer", "Bearer ", `Basic ${token}`, token, `Bearer ${token}0`, "Bearer é"];
  for (const authorization of wrong) {
    const res = await get(authorization);
    expect([authorization, res.status]).toEqual([authorization, 401]);
    expect(res.headers.get("www-authenticate")).toBe('Bearer realm="metrics"');
    expect(await res.text()).toBe("");
  }
  const res = await get(`Bearer ${token}`);
  expect(res.status).toBe(200);
  expect(res.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(res.headers.get("cache-control")).toBe("no-store");
  expect(await res.text()).toContain("\nvigie_database_up 0\n");
  expect((await get(`bearer ${token}`, { method: "HEAD" })).status).toBe(200);
  expect((await get(`Bearer ${token}`, { method: "POST" })).status).toBe(405);
  expect((await get(`Bearer ${token}`, { path: "/metrics/x" })).status).toBe(404);
  const open = await get(`Bearer ${token}`, {
    headers: { accept: "application/openmetrics-text;version=1.0.0,text/plain" },
  });
  expect(await open.text()).toMatch(/# EOF\n$/);
});

test("without a token the address is unknown", async () => {
  const get = await openEndpoint(undefined);
  expect((await get("Bearer undefined")).status).toBe(404);
});

test("limits wrong tokens per client, and never the right one", async () => {
  const get = await openEndpoint(token);
  const from = "198.51.100.7";
  const statuses: number[] = [];
  for (let n = 0; n < 12; n += 1) statuses.push((await get("Bearer guess", { from })).status);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  expect((await get(`Bearer ${token}`, { from })).status).toBe(200);
});
