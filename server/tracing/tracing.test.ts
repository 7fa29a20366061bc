import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { timeStatement } from "#lib/metrics/time-statement.ts";
import { trace } from "#lib/tracing.ts";
import { readTraceparent } from "./otel-tracing.ts";
import { startTracing } from "./start-tracing.ts";
import { traceRequest } from "./trace-request.ts";
import type { TracingSettings } from "./tracing-settings.ts";

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number };
}

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
  globalThis.vigieTracing = undefined;
});

async function listen(handle: (req: IncomingMessage, res: ServerResponse) => void): Promise<string> {
  const server = createServer(handle);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  stops.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A collector that keeps the spans that it receives. */
async function openCollector() {
  const spans: SentSpan[] = [];
  const requests: { url: string | undefined; key: unknown }[] = [];
  const endpoint = await listen(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    requests.push({ url: req.url, key: req.headers["x-key"] });
    const sent = JSON.parse(Buffer.concat(chunks).toString("utf8")) as {
      resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[];
    };
    spans.push(...sent.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    res.writeHead(200, { "content-type": "application/json" }).end("{}");
  });
  return { endpoint, spans, requests };
}

const settingsFor = (endpoint: string, ratio = 1): TracingSettings => ({
  endpoint,
  ratio,
  headers: { "x-key": "k" },
  serviceName: "vigie",
  version: "1.0.0",
});

const factsOf = (span: SentSpan | undefined) =>
  Object.fromEntries((span?.attributes ?? []).map(({ key, value }) => [key, Object.values(value)[0]]));

/** A server that traces its requests, whose answers read the database. */
async function openSite(trustProxy: number) {
  return listen((req, res) => {
    const tracing = globalThis.vigieTracing;
    if (!tracing) throw new Error("There are no traces.");
    const answer = async () => {
      expect(req.headers.traceparent).toBeUndefined();
      await timeStatement("select name from members where email = 'zqx@example.org'", Promise.resolve([]));
      await trace("render", {}, async () => {});
      res.end("done");
    };
    traceRequest(tracing, req, res, { trustProxy, answer: () => void answer() });
  });
}

const incoming = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test("sends a request with its statements and renders, and nothing of its address", async () => {
  const collector = await openCollector();
  const tracing = await startTracing(settingsFor(collector.endpoint), "main");
  const site = await openSite(0);
  await (await fetch(`${site}/articles/zqx-secret?q=zqx`, { headers: { traceparent: incoming } })).text();
  await tracing?.close();
  expect(collector.requests[0]).toEqual({ url: "/v1/traces", key: "k" });
  const { spans } = collector;
  const request = spans.find(({ name }) => name === "GET article");
  expect(factsOf(request)).toMatchObject({ "vigie.page_kind": "article", "vigie.aborted": false });
  const children = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
  expect(children.map(({ name }) => name).sort()).toEqual(["render", "statement"]);
  expect(factsOf(children.find(({ name }) => name === "statement"))["db.query.summary"]).toMatch(
    /^select … from members where email = \? #/,
  );
  expect(JSON.stringify(spans)).not.toContain("zqx");
  // Without a proxy, a client's own trace does not count.
  expect(request?.traceId).not.toBe("0af7651916cd43dd8448eb211c80319c");
});

test("continues the trace of a trusted proxy", async () => {
  const collector = await openCollector();
  const tracing = await startTracing(settingsFor(collector.endpoint), "main");
  const site = await openSite(1);
  await (await fetch(site, { headers: { traceparent: incoming } })).text();
  await (await fetch(site, { headers: { traceparent: "00-zz-zz-01" } })).text();
  await tracing?.close();
  const requests = collector.spans.filter(({ name }) => name === "GET home");
  expect(requests[0]).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c", parentSpanId: "b7ad6b7169203331" });
  expect(requests[1]?.parentSpanId ?? "").toBe("");
});

test("a caller cannot have more traced than the share that is set", async () => {
  const collector = await openCollector();
  const tracing = await startTracing(settingsFor(collector.endpoint, 0), "main");
  const site = await openSite(1);
  await (await fetch(site, { headers: { traceparent: incoming } })).text();
  await tracing?.close();
  expect(collector.spans).toEqual([]);
});

test("a failed job is an error, and the other thread's spans join by traceparent", async () => {
  const collector = await openCollector();
  const tracing = await startTracing(settingsFor(collector.endpoint), "main");
  let current: string | undefined;
  const failing = trace("job", { "vigie.queue": "mail" }, async () => {
    current = tracing?.current;
    throw new Error("zqx");
  });
  await expect(failing).rejects.toThrow("zqx");
  await trace("render", {}, async () => {}, current);
  await tracing?.close();
  const [job, render] = ["job", "render"].map((name) => collector.spans.find((span) => span.name === name));
  expect(job?.status.code).toBe(2);
  expect(render).toMatchObject({ traceId: job?.traceId, parentSpanId: job?.spanId });
  expect(JSON.stringify(collector.spans)).not.toContain("zqx");
});

test("a dead collector delays nothing and fills no memory", async () => {
  const tracing = await startTracing(settingsFor("http://127.0.0.1:1"), "main");
  const site = await openSite(0);
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 20_000; n += 1) await trace("job", { "vigie.queue": "mail" }, async () => {});
  expect((await fetch(site)).status).toBe(200);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(100_000_000);
  await tracing?.close();
});

test("reads a traceparent only in its exact form", () => {
  expect(readTraceparent(incoming)).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c", traceFlags: 1 });
  const wrong = ["", "x", `${incoming}-x`, incoming.replace("0af", "0AF"), `00-${"0".repeat(32)}-b7ad6b7169203331-01`];
  for (const text of wrong) expect(readTraceparent(text)).toBeUndefined();
});
