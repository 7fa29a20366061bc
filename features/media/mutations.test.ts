import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { media } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { diskStorage, type Storage } from "#lib/storage.ts";
import { masterKey } from "./keys.ts";
import { storeImage } from "./mutations.ts";

const { db, clear } = testDatabase();
let folder = "";
let storage: Storage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-media-"));
  storage = diskStorage(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(clear);

const flat = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 90, b: 20, alpha: 0.5 } } });
const store = (bytes: Uint8Array, name = "photo.jpg") => storeImage(db, { bytes, originalName: name }, storage);

async function stored(bytes: Uint8Array, name?: string) {
  const result = await store(bytes, name);
  if (!result.ok) throw new Error(result.code);
  const file = await storage.read(masterKey(result.value.id, result.value.format));
  if (!file) throw new Error("no file");
  return { ...result.value, file };
}

test("a photograph is turned upright, its size is the one shown, and nothing but pixels is kept", async () => {
  const sideways = await flat(300, 200)
    .withExif({ IFD0: { Copyright: "SECRET-OWNER", ImageDescription: "<script>alert(1)</script>" } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const { width, height, format, file } = await stored(sideways);
  expect({ width, height, format }).toEqual({ width: 200, height: 300, format: "jpeg" });
  const metadata = await sharp(file).metadata();
  expect(metadata.exif).toBeUndefined();
  expect(metadata.orientation ?? 1).toBe(1);
  expect(Buffer.from(file).includes("SECRET-OWNER")).toBe(false);
});

test("the same file twice is one picture and keeps its first words", async () => {
  const bytes = await flat(50, 50).png().toBuffer();
  const first = await storeImage(db, { bytes, originalName: "a.png", alt: "Un carré" }, storage);
  const second = await storeImage(db, { bytes, originalName: "b.png", alt: "Autre" }, storage);
  expect(second).toEqual(first);
  expect(await db.select({ alt: media.alt, name: media.originalName }).from(media)).toEqual([
    { alt: "Un carré", name: "a.png" },
  ]);
});

test("a huge photograph is kept at the largest width, a small one is not enlarged", async () => {
  expect(await stored(await flat(4000, 1000).jpeg().toBuffer())).toMatchObject({ width: 2560, height: 640 });
  expect(await stored(await flat(40, 10).jpeg().toBuffer())).toMatchObject({ width: 40, height: 10 });
});

test("transparency is kept, motion is kept", async () => {
  expect((await stored(await flat(20, 20, 4).png().toBuffer())).format).toBe("png");
  const frame = (background: string) => sharp({ create: { width: 20, height: 20, channels: 3, background } }).png();
  const frames = await Promise.all([frame("red").toBuffer(), frame("blue").toBuffer()]);
  const moving = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const { file, format, height } = await stored(moving, "moving.gif");
  expect({ format, height }).toEqual({ format: "webp", height: 20 });
  expect((await sharp(file, { animated: true }).metadata()).pages).toBe(2);
});

test.each([
  ["a script", Buffer.from("#!/bin/sh\nrm -rf /\n"), "picture.notAPicture"],
  ["nothing", Buffer.alloc(0), "picture.empty"],
  ["an executable renamed", Buffer.from("MZ\u0090\u0000\u0003\u0000\u0000\u0000PE\u0000\u0000"), "picture.notAPicture"],
  [
    "an SVG",
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'),
    "picture.notAccepted",
  ],
  ["too many bytes", Buffer.alloc(25 * 1024 * 1024 + 1), "picture.tooLarge"],
])("%s is refused and leaves no row", async (_what, bytes, code) => {
  expect(await store(bytes)).toMatchObject({ ok: false, code });
  expect(await db.select().from(media)).toEqual([]);
});

test("an upload cut in the middle is refused", async () => {
  const whole = await sharp({
    create: {
      width: 600,
      height: 400,
      channels: 3,
      background: "red",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  })
    .jpeg()
    .toBuffer();
  expect(await store(whole.subarray(0, whole.length / 2))).toMatchObject({ ok: false, code: "picture.broken" });
});

test("a picture of 200 megapixels in a few kilobytes is refused before it is decoded", async () => {
  const bomb = await flat(20_000, 10_000).png({ compressionLevel: 9 }).toBuffer();
  expect(bomb.byteLength).toBeLessThan(2_000_000);
  expect(await store(bomb)).toMatchObject({ ok: false, code: "picture.tooManyPixels" });
  expect(await db.select().from(media)).toEqual([]);
});

test("a GIF that is also a script comes out as pixels only", async () => {
  const gif = await flat(4, 4).gif().toBuffer();
  const { file } = await stored(Buffer.concat([gif, Buffer.from("/*\n*/alert('POLYGLOT')//")]), "x.gif");
  expect(Buffer.from(file).includes("POLYGLOT")).toBe(false);
});

const hostile = "../shared/data/xss";
const names = ["payload_in_all_known_metadata.jpg", "xss_comment_exif_metadata_double_quote.png"];
test.skipIf(!existsSync(hostile)).each(names)("%s keeps no byte of its payload", async (name) => {
  const { file } = await stored(readFileSync(join(hostile, name)), name);
  const text = Buffer.from(file).toString("latin1").toLowerCase();
  for (const trace of ["<script", "alert(", "onerror", "javascript:", "<svg", "xss"]) expect(text).not.toContain(trace);
});
