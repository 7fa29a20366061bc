import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type FetchOptions, fetchExternal } from "./fetch.ts";
import { guardedLookup } from "./guarded-lookup.ts";

let server: Server;
let base = "";
let port = 0;
let answer: RequestListener = (_request, response) => response.end("ok");
const asked: string[] = [];
/** Connections that the client has not closed. */
let open = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.headers.host}${request.url}`);
    answer(request, response);
  });
  server.on("connection", (socket) => {
    open += 1;
    socket
      .on("error", () => undefined)
      .on("close", () => {
        open -= 1;
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  ({ port } = server.address() as AddressInfo);
  base = `http://127.0.0.1:${port}`;
});
beforeEach(() => {
  asked.length = 0;
  answer = (_request, response) => response.end("ok");
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

const limits: FetchOptions = { maxBytes: 100_000, mayBePrivate: () => true };
const from = (address: string, options: Partial<FetchOptions> = {}) =>
  fetchExternal(address, { ...limits, ...options });
const toLocal: FetchOptions["resolve"] = (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]);
const allClosed = async () => {
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
};

test("returns status, headers, body and final address", async () => {
  answer = (request, response) => response.setHeader("ETag", '"1"').end(String(request.headers["user-agent"]));
  const got = await from(`${base}/a#part`, { headers: { "if-none-match": '"0"' } });
  expect(got).toMatchObject({ ok: true, status: 200, url: `${base}/a`, moved: false, headers: { etag: '"1"' } });
  expect(got.ok && Buffer.from(got.body).toString()).toBe("Vigie (+http://vigie.test)");
  await allClosed();
});

test.each([304, 404, 500])("a %i has no body", async (status) => {
  answer = (_request, response) => response.writeHead(status).end(status === 304 ? undefined : "x".repeat(200_000));
  expect(await from(base)).toMatchObject({ ok: true, status, body: new Uint8Array() });
  await allClosed();
});

test.each([
  ["identity", (text: string) => Buffer.from(text)],
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
  ["zstd", zstdCompressSync],
])("reads %s", async (coding, encode) => {
  answer = (_request, response) => response.setHeader("Content-Encoding", coding).end(encode("words ".repeat(1_000)));
  const got = await from(base);
  expect(got.ok && got.body.length).toBe(6_000);
});

test.each([
  ["a body over its limit, announced", (length: number) => ({ "Content-Length": String(length) })],
  ["a body over its limit, in chunks", () => ({})],
])("refuses %s", async (_name, headers) => {
  answer = (_request, response) => response.writeHead(200, headers(100_001)).end("x".repeat(100_001));
  expect(await from(base)).toMatchObject({ ok: false, why: "tooLarge" });
  await allClosed();
});

test.each([
  ["gzip", gzipSync],
  // The default quality takes seconds.
  ["br", (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })],
  ["zstd", zstdCompressSync],
] as const)("refuses a %s bomb before it is decompressed completely", async (coding, encode) => {
  const bomb = encode(Buffer.alloc(200_000_000));
  expect(bomb.length).toBeLessThan(1_000_000);
  answer = (_request, response) => response.setHeader("Content-Encoding", coding).end(bomb);
  const before = process.memoryUsage().arrayBuffers;
  expect(await from(base, { maxBytes: 1_000_000 })).toMatchObject({ ok: false, why: "tooLarge" });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
  await allClosed();
});

test.each(["gzip", "br", "deflate", "zstd"])("refuses a body that is not the %s it claims to be", async (coding) => {
  answer = (_request, response) => response.setHeader("Content-Encoding", coding).end("not compressed at all");
  expect(await from(base)).toMatchObject({ ok: false, why: "encoding" });
});

test.each(["gzip, gzip", "compress"])("refuses the coding %s", async (coding) => {
  answer = (_request, response) => response.setHeader("Content-Encoding", coding).end("x");
  expect(await from(base)).toMatchObject({ ok: false, why: "encoding" });
  await allClosed();
});

test("does not wait for a body that trickles", async () => {
  answer = (_request, response) => {
    const drip = setInterval(() => response.write("x"), 20);
    response.on("close", () => clearInterval(drip));
  };
  expect(await from(base, { rateWindowMs: 100, minWindowBytes: 1_000 })).toMatchObject({ ok: false, why: "tooSlow" });
  await allClosed();
});

test("stops an endless body at the byte limit", async () => {
  answer = (_request, response) => {
    const more = () => {
      while (response.write("x".repeat(10_000)));
    };
    response.on("drain", more);
    more();
  };
  expect(await from(base)).toMatchObject({ ok: false, why: "tooLarge" });
  await allClosed();
});

test.each([
  ["headers never come", { headersTimeoutMs: 100 }],
  ["all of it takes too long", { totalTimeoutMs: 100 }],
])("ends where %s", async (_name, bounds) => {
  answer = () => undefined;
  expect(await from(base, bounds)).toMatchObject({ ok: false, why: "timeout" });
  await allClosed();
});

test("stops when the caller aborts", async () => {
  const stop = new AbortController();
  answer = () => stop.abort();
  expect(await from(base, { signal: stop.signal })).toMatchObject({ ok: false, why: "aborted" });
  await allClosed();
});

test("stops where TLS is never established", async () => {
  const silent = createTcpServer((socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", () => resolve()));
  const { port: deaf } = silent.address() as AddressInfo;
  expect(await from(`https://127.0.0.1:${deaf}/`, { connectTimeoutMs: 100 })).toMatchObject({
    ok: false,
    why: "timeout",
  });
  silent.close();
});

test("follows redirects, returns the final address and whether all were permanent", async () => {
  answer = (request, response) => {
    const [status, to] = { "/a": [301, "/b"] as const, "/b": [308, `${base}/c`] as const, "/t": [302, "/c"] as const }[
      request.url ?? ""
    ] ?? [200];
    response.writeHead(status, to ? { location: to } : {}).end("end");
  };
  expect(await from(`${base}/a`)).toMatchObject({ ok: true, url: `${base}/c`, moved: true });
  expect(await from(`${base}/t`)).toMatchObject({ ok: true, url: `${base}/c`, moved: false });
});

test("stops a redirect loop after five", async () => {
  answer = (request, response) => response.writeHead(302, { location: `${request.url}x` }).end("x".repeat(500_000));
  expect(await from(`${base}/`)).toMatchObject({ ok: false, why: "redirects" });
  expect(asked).toHaveLength(6);
  await allClosed();
});

test.each([
  ["http://inside.test:PORT/", "private"],
  ["http://127.0.0.1:PORT/", "private"],
  ["http://2130706433:PORT/", "private"],
  ["http://[::ffff:7f00:1]:PORT/", "private"],
  ["//169.254.169.254/latest/meta-data", "private"],
  ["file:///etc/passwd", "scheme"],
  ["gopher://first.test/", "scheme"],
  ["http://name:secret@first.test:PORT/", "credentials"],
  ["http://[", "address"],
])("refuses a redirect to %s as %s", async (location, why) => {
  answer = (_request, response) => response.writeHead(302, { location: location.replace("PORT", String(port)) }).end();
  const mayBePrivate = (host: string) => host === "first.test";
  expect(await from(`http://first.test:${port}/`, { mayBePrivate, resolve: toLocal })).toMatchObject({
    ok: false,
    why,
  });
  expect(asked).toEqual([`first.test:${port}/`]);
});

test("refuses a zstd frame that wants more memory than a body has", async () => {
  const frame = zstdCompressSync(Buffer.alloc(40_000_000), { params: { [constants.ZSTD_c_windowLog]: 27 } });
  answer = (_request, response) => response.setHeader("Content-Encoding", "zstd").end(frame);
  expect(await from(base, { maxBytes: 50_000_000 })).toMatchObject({ ok: false, why: "encoding" });
});

test("returns every Link header", async () => {
  answer = (_request, response) => response.setHeader("Link", ["<a>; rel=hub", "<b>; rel=self"]).end();
  expect(await from(base)).toMatchObject({ headers: { link: "<a>; rel=hub, <b>; rel=self" } });
});

test("posts a form, and follows no redirect with it", async () => {
  const bodies: string[] = [];
  answer = (request, response) => {
    let body = request.method ?? "";
    request.on("data", (chunk) => {
      body += ` ${chunk}`;
    });
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(request.url === "/away" ? 307 : 202, { location: `${base}/other` }).end();
    });
  };
  const form = { "hub.mode": "subscribe", "hub.topic": "http://a.test/?a=1&b" };
  expect(await from(`${base}/hub`, { form })).toMatchObject({ ok: true, status: 202 });
  expect(await from(`${base}/away`, { form })).toMatchObject({ ok: true, status: 307, url: `${base}/away` });
  const sent = "POST hub.mode=subscribe&hub.topic=http%3A%2F%2Fa.test%2F%3Fa%3D1%26b";
  expect(bodies).toEqual([sent, sent]);
  const asStranger = { ...limits, form, mayBePrivate: () => false };
  expect(await fetchExternal(`${base}/hub`, asStranger)).toMatchObject({ ok: false, why: "private" });
});

test("does not send headers for one site to another", async () => {
  const received: (string | undefined)[] = [];
  answer = (request, response) => {
    received.push(request.headers["if-none-match"]);
    if (request.headers.host?.startsWith("one"))
      response.writeHead(302, { location: `http://two.test:${port}/` }).end();
    else response.end();
  };
  await from(`http://one.test:${port}/`, { resolve: toLocal, headers: { "if-none-match": '"0"' } });
  expect(received).toEqual(['"0"', undefined]);
});

test.each([
  "http://127.0.0.1:PORT/",
  "http://127.1:PORT/",
  "http://2130706433:PORT/",
  "http://0x7f000001:PORT/",
  "http://0x7f.0.0.1:PORT/",
  "http://0177.0.0.1:PORT/",
  "http://①②⑦.⓪.⓪.①:PORT/",
  "http://0:PORT/",
  "http://0.0.0.0:PORT/",
  "http://[::]:PORT/",
  "http://[::1]:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
  "http://[64:ff9b::7f00:1]:PORT/",
  "http://localhost:PORT/",
  "http://LOCALHOST.:PORT/",
  "http://rebinding.test:PORT/",
])("refuses %s as private without connecting", async (address) => {
  const resolve = address.includes("rebinding") ? toLocal : undefined;
  const before = open;
  const options: FetchOptions = { maxBytes: 1, mayBePrivate: () => false, ...(resolve && { resolve }) };
  expect(await fetchExternal(address.replace("PORT", String(port)), options)).toMatchObject({
    ok: false,
    why: "private",
  });
  expect([asked, open]).toEqual([[], before]);
});

test.each(["22", "25", "6379", "5432", "11211"])("refuses port %s", async (number) => {
  const options: FetchOptions = { maxBytes: 1, mayBePrivate: () => false };
  expect(await fetchExternal(`http://example.org:${number}/`, options)).toMatchObject({ ok: false, why: "port" });
});

test("refuses private addresses by default: FETCH_ALLOW_PRIVATE is 0", async () => {
  expect(await fetchExternal(`${base}/`, { maxBytes: 1 })).toMatchObject({ ok: false, why: "private" });
});

test("distinguishes a name that does not exist from a malformed address", async () => {
  const resolve: FetchOptions["resolve"] = (_name, _options, done) =>
    done(Object.assign(new Error("no"), { code: "ENOTFOUND" }), []);
  expect(await from("http://nowhere.test/", { resolve })).toMatchObject({ ok: false, why: "unknownHost" });
  expect(await from("no address")).toMatchObject({ ok: false, why: "address", url: "no address" });
});

test("resolves a name once per connection, and passes on only the public addresses of a mixed answer", async () => {
  let resolved = 0;
  const mixed: FetchOptions["resolve"] = (_name, _options, done) => {
    resolved += 1;
    done(null, [
      { address: "127.0.0.1", family: 4 },
      { address: "93.184.215.14", family: 4 },
      { address: "::ffff:10.0.0.1", family: 6 },
    ]);
  };
  const lookup = guardedLookup(() => false, mixed);
  const all = await new Promise((resolve) => lookup("mixed.test", { all: true }, (_error, found) => resolve(found)));
  const one = await new Promise((resolve) => lookup("mixed.test", {}, (_error, found) => resolve(found)));
  expect([all, one, resolved]).toEqual([[{ address: "93.184.215.14", family: 4 }], "93.184.215.14", 2]);
});
