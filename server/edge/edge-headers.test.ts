import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { cached, invalidateTagsLocally } from "#lib/cache/cached.ts";
import { openPageServer, serverOptions } from "../http/page-server.ts";
import { EdgeHeaders } from "./edge-headers.ts";
import type { EdgeName } from "./edge-services.ts";
import { surrogateKey } from "./surrogate-keys.ts";

const { db } = testDatabase();
const secret = "a secret of the edge".replaceAll(" ", "-");

/** Whether the process has read the latest changes. */
let isCurrent = true;
const servers: ReturnType<typeof createServer>[] = [];

/** Replaces Next: the path says how many tags a page has, and for how long it is valid. */
async function next(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = req.url ?? "";
  res.setHeader("Content-Type", "text/html; charset=utf-8");
  if (url === "/_not-found" || url.includes("unknown")) return void res.writeHead(404).end("<html></html>");
  if (url.startsWith("/account")) return void res.setHeader("Cache-Control", "private, no-store").end(url);
  const count = Number(/many-(\d+)/.exec(url)?.[1] ?? 0);
  const tags = [`page:${url}`, ...Array.from({ length: count }, (_, n) => `tag:${n}`)];
  await cached([url], tags, async () => url, url.includes("brief") ? { maxAge: 5 } : undefined);
  res.end(`<html><head></head><body>${url}</body></html>`);
}

async function startSite(service?: EdgeName): Promise<string> {
  const edge = service && new EdgeHeaders({ service, secret, isCurrent: () => isCurrent });
  const pages = await openPageServer({
    next,
    db,
    edge,
    lookUpAddress: async (address) => (address.startsWith("/articles/absent") ? "unknown" : "known"),
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 1,
  });
  const server = createServer(serverOptions, pages.listener);
  pages.guard(server);
  await pages.prepare();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const sites = {} as Record<EdgeName | "none", string>;
beforeAll(async () => {
  for (const service of ["varnish", "fastly", "cloudflare", "bunny"] as const)
    sites[service] = await startSite(service);
  sites.none = await startSite();
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});
beforeEach(() => {
  isCurrent = true;
});

async function request(site: EdgeName | "none", path: string, headers: Record<string, string> = {}) {
  const response = await fetch(sites[site] + path, {
    headers: { "x-edge-secret": secret, "accept-encoding": "identity", ...headers },
    redirect: "manual",
  });
  await response.arrayBuffer();
  return { status: response.status, get: (name: string) => response.headers.get(name) };
}

/** What comes back on a connection for these bytes, without the time and the nonce. */
function exchange(site: string, path: string, header = ""): Promise<string> {
  const socket = connect(Number(new URL(site).port), "127.0.0.1");
  socket.write(`GET ${path} HTTP/1.1\r\nHost: vigie.test\r\n${header}Connection: close\r\n\r\n`);
  return new Promise((resolve, reject) => {
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
    });
    socket.on("end", () => resolve(text.replace(/\r\nDate: [^\r]+|'nonce-[^']+'/gi, "")));
    socket.on("error", reject);
  });
}

const keysOf = (...tags: string[]) => tags.map(surrogateKey);

test("changes no byte of a response without the edge's secret, or without an edge", async () => {
  for (const path of ["/articles/one", "/articles/absent", "/account", "/login"]) {
    await exchange(sites.none, path);
    await exchange(sites.varnish, path);
    const plain = await exchange(sites.none, path);
    expect(plain).toMatch(/^HTTP\/1\.1 \d/);
    expect(plain).not.toMatch(/xkey|surrogate|cdn-/i);
    for (const header of ["", "X-Edge-Secret: wrong\r\n", `X-Edge-Secret: ${secret}x\r\n`])
      expect(await exchange(sites.varnish, path, header)).toBe(plain);
    expect(await exchange(sites.none, path, `X-Edge-Secret: ${secret}\r\n`)).toBe(plain);
  }
});

test.each([
  ["varnish", "xkey", " ", "cdn-cache-control", "max-age=300"],
  ["fastly", "surrogate-key", " ", "surrogate-control", "max-age=60"],
  ["cloudflare", "cache-tag", ",", "cdn-cache-control", "max-age=10"],
  ["bunny", "cdn-tag", ",", "cache-control", "public, max-age=0, s-maxage=60, must-revalidate"],
] as const)(
  "tells %s the keys of a page and for how long it may keep it",
  async (service, keys, separator, control, directives) => {
    for (const headers of [{}, {}, { "accept-encoding": "gzip" }] as Record<string, string>[]) {
      const response = await request(service, "/articles/many-2", headers);
      expect(response.get(keys)?.split(separator)).toEqual(
        expect.arrayContaining(keysOf("page:/articles/many-2", "tag:0", "tag:1", "site")),
      );
      expect(response.get(control)).toBe(directives);
      expect(response.get("surrogate-control") ?? response.get("cdn-cache-control")).not.toBe("no-store");
      if (service !== "bunny") expect(response.get("cache-control")).toBe("public, max-age=0, must-revalidate");
    }
  },
);

test("repeats keys and time when the edge revalidates", async () => {
  const etag = (await request("varnish", "/articles/etag")).get("etag") ?? "";
  const response = await request("varnish", "/articles/etag", { "if-none-match": etag });
  expect(response.status).toBe(304);
  expect(response.get("cdn-cache-control")).toBe("max-age=300");
  expect(response.get("xkey")?.split(" ")).toEqual(expect.arrayContaining(keysOf("page:/articles/etag", "site")));
});

test("does not let the edge keep a page beyond its own time", async () => {
  const control = (await request("fastly", "/articles/brief")).get("surrogate-control") ?? "";
  expect(Number(/^max-age=(\d+)$/.exec(control)?.[1])).toBeLessThanOrEqual(5);
});

const refused = { "cdn-cache-control": "no-store", "surrogate-control": "no-store", xkey: null };

async function expectRefused(path: string, headers: Record<string, string> = {}): Promise<void> {
  const response = await request("varnish", path, headers);
  for (const [name, value] of Object.entries(refused))
    expect([path, name, response.get(name)]).toEqual([path, name, value]);
}

test("lets the edge keep no private page, search, 404, payload, or page with more keys than its header takes", async () => {
  for (const path of [
    "/account",
    "/search?q=a",
    "/login",
    "/articles/absent",
    "/articles/unknown",
    "/articles/many-2000",
  ])
    await expectRefused(path);
  await expectRefused("/articles/payload", { rsc: "1" });
  await expectRefused("/articles/payload?_rsc=abc");
  expect((await request("bunny", "/articles/many-100")).get("cdn-tag")).not.toBeNull();
  expect((await request("bunny", "/articles/many-120")).get("cdn-tag")).toBeNull();
});

test("lets the edge keep no response to a member, or to a visitor who has just changed something", async () => {
  for (const cookie of ["vigie_session=1", "a=b; __Host-vigie_hint=1", "__Host-vigie_commit=1.2.x"])
    await expectRefused("/articles/member", { cookie });
  expect(
    (await request("varnish", "/articles/member", { cookie: "other=1; vigie_device=x" })).get("xkey"),
  ).not.toBeNull();
});

test("lets the edge keep no page that lacks an addition, and its successor again", async () => {
  await request("varnish", "/articles/busy");
  invalidateTagsLocally(["page:/articles/busy"], "soon");
  await expectRefused("/articles/busy");
  await expect
    .poll(async () => (await request("varnish", "/articles/busy")).get("xkey"), { timeout: 60_000 })
    .not.toBeNull();
});

test("lets the edge keep nothing while this process does not know the latest changes", async () => {
  await request("varnish", "/articles/late");
  isCurrent = false;
  await expectRefused("/articles/late");
  isCurrent = true;
  expect((await request("varnish", "/articles/late")).get("xkey")).not.toBeNull();
});

test("makes short keys that differ", () => {
  const keys = new Set(Array.from({ length: 10_000 }, (_, n) => surrogateKey(`articles:id:${n}`)));
  expect(keys.size).toBe(10_000);
  for (const key of keys) expect(key).toMatch(/^[\w-]{8}$/);
});
