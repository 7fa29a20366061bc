import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { articles, media } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { headlineCardImage } from "#features/articles/headline-card/address.ts";
import { upsertArticle } from "#features/articles/mutations.ts";
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

test("the master has an address with the ending of its format, and none with another", async () => {
  const plain = Buffer.from(await (await ask(`/media/${id}`)).arrayBuffer());
  const named = await ask(`/media/${id}.jpeg`);
  expect([named.status, named.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  expect(Buffer.from(await named.arrayBuffer())).toEqual(plain);
  expect((await ask(`/media/${id}.png`)).status).toBe(404);
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

describe("crops", () => {
  let own = "";
  beforeAll(async () => {
    // The left half is red, the right half blue.
    const half = { create: { width: 800, height: 800, channels: 3, background: "blue" } } as const;
    const bytes = await sharp({ create: { width: 1600, height: 800, channels: 3, background: "red" } })
      .composite([{ input: await sharp(half).png().toBuffer(), left: 800, top: 0 }])
      .png()
      .toBuffer();
    const stored = await storeImage(db, { bytes, originalName: "halves.png" });
    if (!stored.ok) throw new Error(stored.code);
    own = stored.value.id;
    await db.update(media).set({ focusX: 0, focusY: 50 }).where(eq(media.id, own));
  });

  test("have the asked shape around the focal point, and are stored", async () => {
    for (const [shape, width, height] of [
      ["1x1", 800, 800],
      ["4x3", 1067, 800],
      ["16x9", 1200, 675],
    ] as const) {
      const answer = await ask(`/media/${own}/${shape}-0-5.jpeg`);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
      const file = sharp(Buffer.from(await answer.arrayBuffer()));
      expect(await file.metadata()).toMatchObject({ format: "jpeg", height });
      expect(Math.abs((await file.metadata()).width - width)).toBeLessThanOrEqual(1);
    }
    const square = await sharp(Buffer.from(await (await ask(`/media/${own}/1x1-0-5.jpeg`)).arrayBuffer())).stats();
    expect(square.dominant.r).toBeGreaterThan(200);
    expect(await readdir(join(folder, "media", own.slice(0, 2), own))).toContain("16x9-0-5.jpeg");
  });

  test("of another focal point are not made: the address redirects to the current one", async () => {
    const other = await fetch(`${site}/media/${own}/1x1-10-0.jpeg`, { redirect: "manual" });
    expect([other.status, other.headers.get("location")]).toEqual([302, `/media/${own}/1x1-0-5.jpeg`]);
    await db.update(media).set({ focusX: 100 }).where(eq(media.id, own));
    // The row is cached, but the new address is newer than it.
    const moved = await sharp(Buffer.from(await (await ask(`/media/${own}/1x1-10-5.jpeg`)).arrayBuffer())).stats();
    expect(moved.dominant.b).toBeGreaterThan(200);
    expect(await readdir(join(folder, "media", own.slice(0, 2), own))).not.toContain("1x1-10-0.jpeg");
  });

  test.each(["1x1-11-0.jpeg", "1x1-5-5.png", "2x1-5-5.jpeg", "1x1-05-5.jpeg", "1x1-5.jpeg"])(
    "%s is none",
    async (name) => {
      expect((await ask(`/media/${own}/${name}`)).status).toBe(404);
    },
  );
});

describe("the card of an article", () => {
  const settings = { "site.name": "Vigie", "look.accent": "" };
  const publish = (slug: string, title: string, status: "published" | "withdrawn" = "published") =>
    upsertArticle(db, { slug, status, title, lead: "", bodyHtml: "", publishedAt: new Date(), updatedAt: new Date() });
  const pathOf = (slug: string, title: string) => headlineCardImage({ slug, title, category: null }, settings).path;

  test("is a PNG for an hour, rendered once for many requests", async () => {
    await publish("un-titre", "Un titre");
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(pathOf("un-titre", "Un titre"))));
    for (const answer of answers) {
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/png"]);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=3600");
    }
    const [first = Buffer.alloc(0), ...others] = await Promise.all(
      answers.map(async (answer) => Buffer.from(await answer.arrayBuffer())),
    );
    expect(await sharp(first).metadata()).toMatchObject({ format: "png", width: 1200, height: 630 });
    for (const other of others) expect(other).toEqual(first);
    const etag = answers[0]?.headers.get("etag") ?? "";
    expect((await ask(pathOf("un-titre", "Un titre"), { "If-None-Match": etag })).status).toBe(304);
  });

  test("of another version redirects to the current one, and is not rendered", async () => {
    await publish("change", "Avant");
    await db.update(articles).set({ title: "Après" }).where(eq(articles.slug, "change"));
    for (const path of [pathOf("change", "Avant"), "/media/cards/change/0123456789abcdef.png"]) {
      const answer = await fetch(`${site}${path}`, { redirect: "manual" });
      expect([answer.status, answer.headers.get("location")]).toEqual([302, pathOf("change", "Après")]);
      expect(answer.headers.get("cache-control")).toBe("public, max-age=60");
    }
  });

  test("is gone as soon as its article is withdrawn", async () => {
    await publish("bientot-retire", "Bientôt retiré");
    const path = pathOf("bientot-retire", "Bientôt retiré");
    expect((await ask(path)).status).toBe(200);
    await db.update(articles).set({ status: "withdrawn" }).where(eq(articles.slug, "bientot-retire"));
    expect((await ask(path)).status).toBe(404);
  });

  test("does not exist for an article that is not published", async () => {
    await publish("retire", "Retiré", "withdrawn");
    for (const path of [pathOf("retire", "Retiré"), pathOf("jamais", "Jamais"), "/media/cards/x/y.png"])
      expect((await ask(path)).status, path).toBe(404);
  });
});
