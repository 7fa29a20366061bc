import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { invalidateTagsLocally } from "#lib/cache/cached.ts";
import { openPageServer, serverOptions } from "./page-server.ts";

const { db, queries } = testDatabase();
const servers: Server[] = [];
let port = 0;
let text = "a";
let renders = 0;

/** Replaces Next: one feed, long enough to be compressed. */
function next(_req: IncomingMessage, res: ServerResponse): void {
  renders += 1;
  res.setHeader("Content-Type", "application/rss+xml; charset=utf-8");
  res.setHeader("Link", '<https://hub.example/>; rel="hub", <http://vigie.test/feed.xml>; rel="self"');
  res.setHeader("Cache-Control", "s-maxage=86400");
  res.end(`<rss>${text.repeat(2_000)}</rss>`);
}

/** Opens a site with this feed, and returns its port. */
async function openFeedServer(isCluster: boolean): Promise<number> {
  const opened = await openPageServer({
    next: async (req, res) => next(req, res),
    db,
    lookUpAddress: async () => "known",
    folder: "/nonexistent",
    siteUrl: "http://vigie.test",
    trustProxy: 0,
    isCluster,
  });
  const server = createServer(serverOptions, opened.listener);
  servers.push(server);
  opened.guard(server);
  await opened.prepare();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  port = await openFeedServer(false);
});
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Sends header lines as they are, also those that `fetch` refuses. */
async function ask(lines: string[], method = "GET", at = port) {
  const socket = connect(at, "127.0.0.1");
  socket.on("error", () => {});
  socket.setTimeout(5_000, () => socket.destroy());
  socket.write(
    Buffer.from(
      `${[`${method} /feed.xml HTTP/1.1`, "Host: x", "Connection: close", ...lines].join("\r\n")}\r\n\r\n`,
      "latin1",
    ),
  );
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket) chunks.push(chunk);
  } catch {
    // Reset by the server: what arrived before counts.
  }
  const answer = Buffer.concat(chunks).toString("latin1");
  const [head = "", body = ""] = answer.split("\r\n\r\n");
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim() ?? "";
  return { status: Number(answer.slice(9, 12)), header, body };
}

test("a known entity tag or date gets a 304 without a render or a query, for GET and HEAD", async () => {
  const first = await ask([]);
  expect(first.status).toBe(200);
  const [etag, date] = [first.header("etag"), first.header("last-modified")];
  const before = renders;
  const { statements } = await queries(async () => {
    for (const method of ["GET", "HEAD"])
      for (const line of [
        `If-None-Match: ${etag}`,
        `If-None-Match: W/${etag}`,
        `If-None-Match: "x", ${etag}, W/"y"`,
        "If-None-Match: *",
        `If-Modified-Since: ${date}`,
      ]) {
        const again = await ask([line], method);
        expect([line, again.status, again.body]).toEqual([line, 304, ""]);
        expect(again.header("link")).toContain('rel="hub"');
        expect(again.header("etag")).toBe(etag);
        expect(again.header("vary")).toMatch(/accept-encoding/i);
      }
  });
  expect([renders, statements]).toEqual([before, []]);
});

test("the tag decides before the date, and each encoding has its own", async () => {
  const { header } = await ask([]);
  const date = header("last-modified");
  expect((await ask(['If-None-Match: "x"', `If-Modified-Since: ${date}`])).status).toBe(200);
  const tags = new Set<string>();
  for (const coding of ["identity", "gzip", "br", "gzip;q=0, br", "*;q=0", "x".repeat(2_000)]) {
    const answer = await ask([`Accept-Encoding: ${coding}`]);
    expect([200, 406]).toContain(answer.status);
    tags.add(answer.header("etag"));
    expect((await ask([`Accept-Encoding: ${coding}`, `If-None-Match: ${answer.header("etag")}`])).status).toBe(304);
  }
  expect(tags.size).toBeGreaterThanOrEqual(3);
  expect((await ask(["Range: bytes=0-9"])).status).toBe(200);
  expect((await ask(["A-IM: feed", 'If-None-Match: "x"'])).status).toBe(200);
});

test("changed content is sent to clients that have the former one, whatever validator they send", async () => {
  const before = await ask([]);
  text = "b";
  invalidateTagsLocally(["site"], "now");
  const after = await ask([`If-None-Match: ${before.header("etag")}`]);
  expect(after.status).toBe(200);
  expect((await ask([`If-Modified-Since: ${before.header("last-modified")}`])).status).toBe(200);
  // A removal: the first content again is another change.
  text = "a";
  invalidateTagsLocally(["site"], "now");
  expect((await ask([`If-Modified-Since: ${before.header("last-modified")}`])).body).toMatch(/^<rss>a/);
});

test("nodes send feeds without a date: another node confirms them by entity tag only", async () => {
  const [one, other] = [await openFeedServer(true), await openFeedServer(true)];
  const first = await ask([], "GET", one);
  expect(first.header("last-modified")).toBe("");
  const now = `If-Modified-Since: ${new Date().toUTCString()}`;
  expect((await ask([now], "GET", other)).status).toBe(200);
  expect((await ask([`If-None-Match: ${first.header("etag")}`], "GET", other)).status).toBe(304);
});

test("a header of a million characters is refused, and no odd header gets anything but the feed", async () => {
  expect((await ask([`If-None-Match: ${'"x",'.repeat(250_000)}`])).status).toBe(431);
  expect((await ask([])).status).toBe(200);
  const { header } = await ask([]);
  const known = header("etag").slice(1, -1);
  const visible = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code)),
    maxLength: 80,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("If-None-Match", "If-Modified-Since", "Accept-Encoding", "Range", "A-IM"),
      visible,
      async (name, value) => {
        const { status } = await ask([`${name}: ${value}`]);
        if (status !== 304) expect([200, 400, 406]).toContain(status);
        else expect(name === "If-None-Match" && (value.trim() === "*" || value.includes(known))).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});
