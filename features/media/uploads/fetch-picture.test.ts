import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { libraryPictures, media, members } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { diskStorage, type Storage } from "#lib/storage/storage.ts";
import { maxUploadBytes } from "../rules.ts";
import { fetchPicture, isTransient, maxFetchesPerMember } from "./fetch-picture.ts";

const { db, clear } = testDatabase();
let folder = "";
let storage: Storage;
let server: Server;
let base = "";
let answer: RequestListener;
let memberId = 0;
/** Unanswered requests: now, and the maximum so far. */
const open = { now: 0, max: 0 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-fetch-"));
  storage = diskStorage(join(folder, "media"));
  server = createServer((request, response) => {
    open.now += 1;
    open.max = Math.max(open.max, open.now);
    response.on("close", () => {
      open.now -= 1;
    });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await clear();
  Object.assign(open, { now: 0, max: 0 });
  const [row] = await db.insert(members).values({ name: "Ada", handle: "ada" }).returning({ id: members.id });
  memberId = row?.id ?? 0;
});

const png = (background: string, width = 40) =>
  sharp({ create: { width, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
const get = (path: string, more: { signal?: AbortSignal; memberId?: number } = {}) =>
  fetchPicture(db, { address: `${base}${path}`, memberId, ...more }, { mayBePrivate: () => true, storage });
const nothingKept = async () => expect([await db.$count(media), await db.$count(libraryPictures)]).toEqual([0, 0]);

test("adds a picture to the library with its member and file name", async () => {
  const bytes = await png("red");
  answer = (request, response) => {
    if (request.url === "/a") return response.writeHead(302, { location: "/b/l%27%C3%A9t%C3%A9.png?w=1" }).end();
    expect(request.headers.accept).toContain("image/");
    response.setHeader("Content-Type", "application/octet-stream").end(bytes);
  };
  const stored = await get("/a");
  expect(stored).toMatchObject({ ok: true, value: { width: 40, height: 30, known: false } });
  const [row] = await db
    .select({ name: media.originalName, alt: media.alt, uploaderId: libraryPictures.uploaderId })
    .from(media)
    .innerJoin(libraryPictures, eq(libraryPictures.mediaId, media.id));
  expect(row).toEqual({ name: "l'été.png", alt: "", uploaderId: memberId });
  expect(await get("/a")).toMatchObject({ ok: true, value: { known: true } });
  expect(await db.$count(media)).toBe(1);
});

test.each([
  ["404", "picture.fetchMissing", false],
  ["403", "picture.fetchForbidden", false],
  ["503", "picture.fetchUnreachable", true],
])("refuses a %s as %s", async (status, code, again) => {
  answer = (_request, response) => response.writeHead(Number(status)).end("x");
  const refused = await get("/x.png");
  expect(refused).toMatchObject({ ok: false, code });
  expect(!refused.ok && isTransient(refused)).toBe(again);
  await nothingKept();
});

test.each([
  ["a page", "text/html; charset=utf-8", "<p>Connectez-vous</p>", "picture.fetchPage"],
  ["an SVG", "image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "picture.svg"],
  ["a PDF", "image/png", "%PDF-1.7", "picture.notAccepted"],
  ["words", "image/png", "not a picture", "picture.notAPicture"],
  ["nothing", "image/png", "", "picture.empty"],
  ["a picture that is cut short", "image/png", "\x89PNG\r\n\x1a\n", "picture.broken"],
])("refuses %s by its content", async (_name, type, body, code) => {
  answer = (_request, response) => response.setHeader("Content-Type", type).end(Buffer.from(body, "latin1"));
  expect(await get("/x.png")).toMatchObject({ ok: false, code });
  await nothingKept();
});

test("stops reading a picture that is too large", async () => {
  answer = (_request, response) => response.writeHead(200, { "content-length": String(maxUploadBytes + 1) }).write("x");
  expect(await get("/x.png")).toMatchObject({ ok: false, code: "picture.tooLarge", values: { megabytes: 25 } });
  await nothingKept();
});

test.each([
  ["/x", "picture.fetchPrivate"],
  ["http://localhost/x.png", "picture.fetchPrivate"],
  ["http://169.254.169.254/latest/meta-data", "picture.fetchPrivate"],
  ["file:///etc/passwd", "picture.fetchAddress"],
  ["http://name:secret@example.org/x.png", "picture.fetchAddress"],
  ["http://example.org:25/x.png", "picture.fetchAddress"],
  ["no address", "picture.fetchAddress"],
])("refuses %s as %s without any request", async (address, code) => {
  answer = () => expect.unreachable();
  const whole = address.startsWith("/") ? `${base}${address}` : address;
  expect(await fetchPicture(db, { address: whole, memberId }, { storage })).toMatchObject({ ok: false, code });
});

test("refuses a redirect into a private network", async () => {
  const seen: (string | undefined)[] = [];
  answer = (request, response) => {
    seen.push(request.headers.host);
    response.writeHead(302, { location: base }).end();
  };
  const port = new URL(base).port;
  const refused = await fetchPicture(
    db,
    { address: `http://first.test:${port}/`, memberId },
    {
      mayBePrivate: (host) => host === "first.test",
      resolve: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
      storage,
    },
  );
  expect(refused).toMatchObject({ ok: false, code: "picture.fetchPrivate" });
  expect(seen).toEqual([`first.test:${port}`]);
});

test("aborts the fetch when the client disconnects and keeps nothing", async () => {
  const stop = new AbortController();
  answer = (_request, response) => {
    response.writeHead(200).write("\x89PNG");
    stop.abort();
  };
  expect((await get("/x.png", { signal: stop.signal })).ok).toBe(false);
  await nothingKept();
});

test("limits fetches to two per member and three in all; others wait or are refused as busy", async () => {
  const bytes = await png("blue");
  const held: (() => void)[] = [];
  answer = (_request, response) => void held.push(() => response.end(bytes));
  const others = await db
    .insert(members)
    .values([1, 2].map((n) => ({ name: `M${n}`, handle: `m${n}` })))
    .returning({ id: members.id });
  const ids = [memberId, ...others.map(({ id }) => id)];
  const asked = ids.flatMap((id) => Array.from({ length: maxFetchesPerMember }, () => get("/x.png", { memberId: id })));
  expect(await get("/x.png")).toMatchObject({ ok: false, code: "picture.fetchBusy" });
  const until = async (is: () => boolean) => {
    while (!is()) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  await until(() => held.length === 3);
  for (let answered = 0; answered < asked.length; answered += 1) {
    await until(() => held.length > 0);
    held.shift()?.();
  }
  expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
  expect(open.max).toBe(3);
  // Their slots are free again.
  answer = (_request, response) => response.end(bytes);
  expect((await get("/x.png")).ok).toBe(true);
});
