import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { replacePicture } from "#features/media/library/mutations.ts";
import { storeImage } from "#features/media/mutations.ts";
import { serveMedia } from "./serve-media.ts";

const { db } = testDatabase();
let folder = "";
let server: Server;
let site = "";
let id = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-serve-"));
  process.env.DATA_DIR = folder;
  const bytes = await sharp({ create: { width: 900, height: 600, channels: 3, background: "teal" } })
    .jpeg()
    .toBuffer();
  const stored = await storeImage(db, { bytes, originalName: "teal.jpg" });
  if (!stored.ok) throw new Error(stored.code);
  id = stored.value.id;
  server = createServer(async (req, res) => {
    if (!(await serveMedia(req, res))) res.writeHead(418).end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${site}${path}`, { headers, method });

test("makes a variant on demand, once for many requests at the same time, and stores it", async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask(`/media/${id}/320.webp`)));
  const bodies = await Promise.all(answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())));
  expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(200));
  expect(await sharp(bodies[0]).metadata()).toMatchObject({ format: "webp", width: 320 });
  expect(new Set(bodies.map((body) => body.toString("hex"))).size).toBe(1);
  const files = await readdir(join(folder, "media", id.slice(0, 2), id));
  expect(files.sort()).toEqual(["320.webp", "master.jpeg"]);
});

test("a response is immutable, embeddable elsewhere, and only ever an image", async () => {
  const answer = await ask(`/media/${id}/320.webp`);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "image/webp",
    "cache-control": "public, max-age=31536000, immutable",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringMatching(/^default-src 'none'; frame-ancestors 'none'; .*sandbox$/),
  });
  const again = await ask(`/media/${id}/320.webp`, { "If-None-Match": `"x", W/${answer.headers.get("etag")}` });
  expect(again.status).toBe(304);
});

test("HEAD answers like GET without the body; a range can be requested", async () => {
  const whole = Buffer.from(await (await ask(`/media/${id}`)).arrayBuffer());
  const head = await ask(`/media/${id}`, {}, "HEAD");
  expect(head.headers.get("content-length")).toBe(String(whole.length));
  const part = await ask(`/media/${id}`, { Range: "bytes=10-19" });
  expect(part.status).toBe(206);
  expect(part.headers.get("content-range")).toBe(`bytes 10-19/${whole.length}`);
  expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 20));
});

test.each([
  ["bytes=99999999-", 416],
  ["bytes=-0", 416],
  ["bytes=0-1,5-6,9-10", 200],
  ["bytes=9-2", 200],
  ["lines=1-2", 200],
])("answers Range %s with %i", async (range, status) => {
  expect((await ask(`/media/${id}`, { Range: range })).status).toBe(status);
});

test("does not enlarge an image beyond its width", async () => {
  const answer = await ask(`/media/${id}/1920.jpeg`);
  expect(await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).toMatchObject({ width: 900, height: 600 });
});

test.each([
  "/media/ffffffffffffffffffffffff",
  "/media/ffffffffffffffffffffffff/320.avif",
  "/media/x",
  "/media/..%2fsecrets",
])("answers %s with 404", async (path) => {
  expect((await ask(path)).status).toBe(404);
});

test("refuses other methods, and leaves other paths alone", async () => {
  expect((await ask(`/media/${id}`, {}, "POST")).status).toBe(405);
  expect((await ask("/articles")).status).toBe(418);
});

test("streams a large image, in ranges too, with an ETag per version", async () => {
  const noise = { type: "gaussian", mean: 128, sigma: 60 } as const;
  const bytes = await sharp({ create: { width: 1200, height: 900, channels: 3, background: "red", noise } })
    .jpeg({ quality: 95 })
    .toBuffer();
  const heavy = await storeImage(db, { bytes, originalName: "noise.jpg" });
  if (!heavy.ok) throw new Error(heavy.code);
  const whole = await ask(`/media/${heavy.value.id}`);
  const body = Buffer.from(await whole.arrayBuffer());
  expect(body.byteLength).toBeGreaterThan(256 * 1024);
  expect(await sharp(body).metadata()).toMatchObject({ format: "jpeg", width: 1200 });
  const etag = whole.headers.get("etag") ?? "";
  const tail = await ask(`/media/${heavy.value.id}`, { Range: "bytes=-100", "If-Range": etag });
  expect(tail.status).toBe(206);
  expect(Buffer.from(await tail.arrayBuffer())).toEqual(body.subarray(-100));
  // A range of another version would not fit what the reader has.
  expect((await ask(`/media/${heavy.value.id}`, { Range: "bytes=-100", "If-Range": '"old"' })).status).toBe(200);
  const head = await ask(`/media/${heavy.value.id}`, { Range: "bytes=0-1" }, "HEAD");
  expect([head.status, head.headers.get("content-length")]).toEqual([200, String(body.byteLength)]);
});

test("keeps nothing open for readers who leave or stop reading", async () => {
  const open = () =>
    new Promise<number>((resolve, reject) => server.getConnections((error, n) => (error ? reject(error) : resolve(n))));
  const before = await open();
  const leaving = Array.from({ length: 20 }, async () => {
    const stop = new AbortController();
    const answer = await fetch(`${site}/media/${id}`, { signal: stop.signal, headers: { Connection: "close" } });
    stop.abort();
    return answer.status;
  });
  expect(await Promise.all(leaving)).toEqual(Array(20).fill(200));
  await expect.poll(open).toBeLessThanOrEqual(before + 1);
});

test("redirects the address of a replaced image to the current one, cached briefly", async () => {
  const bytes = (background: string) =>
    sharp({ create: { width: 700, height: 60, channels: 3, background } })
      .png()
      .toBuffer();
  const stored = await storeImage(db, { bytes: await bytes("red"), originalName: "red.png" });
  if (!stored.ok) throw new Error(stored.code);
  const own = stored.value.id;
  const file = { bytes: await bytes("blue"), originalName: "blue.png" };
  expect(await replacePicture(db, { id: 1, role: "admin" }, own, 1, file)).toMatchObject({ ok: true });
  for (const tail of ["", "/640.png"]) {
    const old = await fetch(`${site}/media/${own}${tail}`, { redirect: "manual" });
    expect(old.status).toBe(302);
    expect(old.headers.get("location")).toBe(`/media/${own}/r1${tail}`);
    expect(old.headers.get("cache-control")).toBe("public, max-age=60");
  }
  const followed = await ask(`/media/${own}/640.png`);
  expect(followed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await sharp(Buffer.from(await followed.arrayBuffer())).stats()).dominant.b).toBeGreaterThan(200);
  expect((await ask(`/media/${own}/r2/640.png`)).status).toBe(404);
});
