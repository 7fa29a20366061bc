import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { invalidateTags } from "#db/invalidation.ts";
import { testDatabase } from "#db/testing.ts";
import { cached, invalidateTagsLocally } from "#lib/cache/cached.ts";
import { openPageServer, serverOptions } from "../http/page-server.ts";
import { type ChangeFollower, followChanges } from "../page-cache/follow-changes.ts";
import { listenOn } from "../process/port.ts";
import { TcpProxy } from "../testing/cluster/tcp-proxy.ts";
import { edgeHeadersFor } from "./edge-headers.ts";
import { waitUntil } from "./purge-testing.ts";
import { Purger } from "./purger.ts";
import { startVarnish, type TestVarnish, varnishSecrets } from "./varnish-testing.ts";

const { db, url } = testDatabase();

/** The version that Next renders, and the requests that reached the site. */
let version = 1;
let asked: string[] = [];
let purger: Purger;
/** Through which Varnish is purged. */
let purgeLink: TcpProxy;
let changes: ChangeFollower;
let site: Server;
let sitePort: number;
let listener: (req: IncomingMessage, res: ServerResponse) => void;
let varnish: TestVarnish | undefined;

async function next(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const address = req.url ?? "";
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  if (address === "/_not-found") return void res.writeHead(404).end("<html></html>");
  const options = address.includes("brief") ? { maxAge: 2 } : undefined;
  const shown = await cached([address], [`page:${address}`], async () => version, options);
  if (address.startsWith("/account")) res.setHeader("Cache-Control", "private, no-store");
  res.end(`<html><head></head><body>version ${shown} ${"é ".repeat(1_000)}</body></html>`);
}

async function openSite(): Promise<void> {
  site = createServer(serverOptions, (req, res) => {
    if (req.url === "/servez") return void res.end("ok");
    asked.push(`${req.method} ${req.url}`);
    listener(req, res);
  });
  sitePort = await listenOn(site, sitePort, "127.0.0.1");
}

async function closeSite(): Promise<void> {
  site.closeAllConnections();
  await new Promise((resolve) => site.close(resolve));
}

beforeAll(async () => {
  changes = await followChanges(url, { record: invalidateTagsLocally });
  const pages = await openPageServer({
    next,
    db,
    edge: edgeHeadersFor(
      { EDGE: "varnish", EDGE_SECRET: varnishSecrets.edge },
      { changes, availability: { state: "up" } },
    ),
    lookUpAddress: async (address) => (address.startsWith("/articles/absent") ? "unknown" : "known"),
    folder: "/nonexistent",
    siteUrl: "http://127.0.0.1",
    trustProxy: 1,
  });
  listener = pages.listener;
  await pages.prepare();
  sitePort = 0;
  await openSite();
  varnish = await startVarnish(sitePort);
  if (!varnish) return;
  purgeLink = await TcpProxy.open({ port: Number(new URL(varnish.url).port) });
  const addresses = [`${purgeLink.addressOf(varnish.url)}/`];
  purger = new Purger(url, { service: "varnish", addresses, token: varnishSecrets.purge });
  // At first everything is purged.
  await waitUntil(() => purger.figures.done > 0 && purger.figures.waiting === 0);
}, 120_000);
afterAll(async () => {
  await purger?.close();
  await purgeLink?.close();
  await varnish?.stop();
  await changes.close();
  await closeSite();
});

function need({ skip }: Pick<TestContext, "skip">): TestVarnish {
  if (!varnish) skip("varnishd with the module xkey is not on this machine");
  return varnish as TestVarnish;
}

async function read(path: string, headers: Record<string, string> = {}, method = "GET") {
  asked = [];
  const response = await fetch(`${varnish?.url}${path}`, { method, headers, redirect: "manual" });
  const text = await response.text();
  return {
    status: response.status,
    version: Number(/version (\d+)/.exec(text)?.[1]),
    cache: response.headers.get("x-cache"),
    headers: response.headers,
    text,
    asked: [...asked],
  };
}

/** Requests a page until Varnish has it. */
const keep = (path: string) => waitUntil(async () => (await read(path)).cache === "hit");

/** Waits until Varnish keeps pages for longer than a second, as it does while heartbeats arrive. */
const waitForHeartbeats = (path: string) =>
  waitUntil(async () => {
    await read(path);
    await sleep(1_500);
    return (await read(path)).cache === "hit";
  });

test("answers from memory for everyone, and says nothing of the keys", async (context) => {
  need(context);
  await keep("/articles/one");
  for (const headers of [
    {},
    { "accept-encoding": "gzip" },
    { cookie: "other=1; vigie_device=x" },
    { "next-router-state-tree": "x" },
  ] as Record<string, string>[]) {
    const page = await read("/articles/one", headers);
    expect(page).toMatchObject({ status: 200, version: 1, cache: "hit", asked: [] });
    for (const name of ["xkey", "cdn-cache-control", "surrogate-control"]) expect(page.headers.get(name)).toBeNull();
    expect(page.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
  }
  const etag = (await read("/articles/one")).headers.get("etag") ?? "";
  expect(await read("/articles/one", { "if-none-match": etag })).toMatchObject({ status: 304, asked: [] });
});

test("passes requests of members, of the client router, and all that is not for everyone", async (context) => {
  need(context);
  await keep("/articles/one");
  for (const headers of [
    { cookie: "a=b; vigie_session=x" },
    { cookie: "__Host-vigie_hint=1" },
    { cookie: "vigie_commit=1.2.x" },
    { rsc: "1" },
  ] as Record<string, string>[])
    expect((await read("/articles/one", headers)).asked).toHaveLength(1);
  for (const path of ["/account", "/articles/absent", "/search?q=a"])
    for (let round = 0; round < 2; round += 1) expect((await read(path)).asked).toHaveLength(1);
});

test("shows a change of every urgency, and keeps the page again", async (context) => {
  need(context);
  for (const urgency of ["now", "update", "soon"] as const) {
    const path = `/articles/${urgency}`;
    await keep(path);
    await keep("/articles/one");
    const [before, other] = [(await read(path)).version, (await read("/articles/one")).version];
    version += 1;
    await invalidateTags(db, [`page:${path}`], urgency);
    await waitUntil(async () => (await read(path)).version === version);
    await keep(path);
    for (let round = 0; round < 20; round += 1) expect((await read(path)).version).toBe(version);
    expect(before).toBeLessThan(version);
    // Nothing else was purged.
    expect(await read("/articles/one")).toMatchObject({ version: other, cache: "hit" });
  }
});

test("purges only with the token", async (context) => {
  const { url: edge } = need(context);
  await keep("/articles/one");
  for (const headers of [{}, { "X-Purge-Token": "wrong" }] as Record<string, string>[])
    expect((await fetch(edge, { method: "PURGE", headers: { ...headers, "X-Purge-Keys": "a" } })).status).toBe(403);
  // A reader's own secrets have no effect.
  expect(await read("/articles/one", { "X-Edge-Secret": "x", "X-Purge-Keys": "y" })).toMatchObject({ cache: "hit" });
});

test("shows no removed page for long while no purge reaches it, and requests a page once for all who wait", async (context) => {
  need(context);
  await waitForHeartbeats("/articles/unpurged");
  const before = version;
  purgeLink.cut();
  try {
    await waitUntil(() => purger.figures.failing === 1);
    version += 1;
    await invalidateTags(db, ["page:/articles/unpurged"], "now");
    await waitUntil(async () => (await read("/articles/unpurged")).version === version);
    for (let round = 0; round < 5; round += 1) {
      await sleep(500);
      expect((await read("/articles/unpurged")).version).toBe(version);
    }
    const began = performance.now();
    asked = [];
    const versions = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const response = await fetch(`${varnish?.url}/articles/unpurged`);
        return Number(/version (\d+)/.exec(await response.text())?.[1]);
      }),
    );
    expect(new Set(versions)).toEqual(new Set([version]));
    expect(asked.length).toBeLessThanOrEqual(2 + (performance.now() - began) / 1_000);
  } finally {
    purgeLink.heal();
  }
  await waitUntil(() => purger.figures.failing === 0);
  await waitForHeartbeats("/articles/unpurged");
  expect((await read("/articles/unpurged")).version).toBe(before + 1);
});

test("keeps answering while the site is away, also with expired pages, but with none that was purged", async (context) => {
  need(context);
  for (const path of ["/articles/kept", "/articles/removed", "/articles/brief"]) await keep(path);
  await closeSite();
  try {
    expect(await read("/articles/kept")).toMatchObject({ status: 200, cache: "hit" });
    // Until the page has expired, and until Varnish has noticed that the site is away.
    await sleep(2_500);
    await waitUntil(async () => (await read("/articles/brief")).status === 200);
    await invalidateTags(db, ["page:/articles/removed", "page:/articles/brief"]);
    for (const path of ["/articles/removed", "/articles/brief"]) {
      await waitUntil(async () => (await read(path)).status === 503);
      for (let round = 0; round < 5; round += 1) expect((await read(path)).status).toBe(503);
    }
    expect((await read("/articles/kept")).status).toBe(200);
  } finally {
    await openSite();
  }
  await waitUntil(async () => (await read("/articles/removed")).status === 200);
});
