import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { media } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { storages, testStorage } from "#lib/storage/storage-testing.ts";
import { storeImage } from "./mutations.ts";
import { masterKey } from "./storage-keys.ts";

const { db, clear } = testDatabase();
let storage: Storage;

beforeEach(clear);

const flat = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: { r: 200, g: 90, b: 20, alpha: 0.5 } } });
/** A black PNG of one bit a pixel. sharp takes two seconds for such a large one. */
function blackPng(width: number, height: number): Buffer {
  const chunk = (name: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
  };
  const header = Buffer.concat([uint32(width), uint32(height), Buffer.from([1, 0, 0, 0, 0])]);
  const rows = deflateSync(Buffer.alloc((Math.ceil(width / 8) + 1) * height));
  const chunks = [chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const store = (bytes: Uint8Array, name = "photo.jpg") => storeImage(db, { bytes, originalName: name }, storage);

async function stored(bytes: Uint8Array, name?: string) {
  const result = await store(bytes, name);
  if (!result.ok) throw new Error(result.code);
  const file = await storage.read(masterKey(result.value.id, result.value.format));
  if (!file) throw new Error("no file");
  return { ...result.value, file };
}

describe.each(storages)("pictures on %s", (kind) => {
  const given = testStorage(kind);
  beforeEach(() => {
    storage = given.storage;
  });

  test("rotates a photograph upright, stores the displayed size, and keeps only pixels", async () => {
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

  test("stores the same file twice as one picture with its first texts", async () => {
    const bytes = await flat(50, 50).png().toBuffer();
    const first = await storeImage(db, { bytes, originalName: "a.png", alt: "Un carré" }, storage);
    const second = await storeImage(db, { bytes, originalName: "b.png", alt: "Autre" }, storage);
    expect(first).toMatchObject({ ok: true, value: { known: false } });
    expect(second).toMatchObject({ ok: true, value: { known: true, id: first.ok && first.value.id } });
    expect(await db.select({ alt: media.alt, name: media.originalName }).from(media)).toEqual([
      { alt: "Un carré", name: "a.png" },
    ]);
  });

  test("reduces a huge photograph to the largest width and enlarges no small one", async () => {
    expect(await stored(await flat(4000, 1000).jpeg().toBuffer())).toMatchObject({ width: 2560, height: 640 });
    expect(await stored(await flat(40, 10).jpeg().toBuffer())).toMatchObject({ width: 40, height: 10 });
  });

  test("keeps transparency and animation", async () => {
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
    [
      "an executable renamed",
      Buffer.from("MZ\u0090\u0000\u0003\u0000\u0000\u0000PE\u0000\u0000"),
      "picture.notAPicture",
    ],
    [
      "an SVG",
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'),
      "picture.svg",
    ],
    [
      "an SVG behind a comment",
      Buffer.from(`\ufeff<?xml version="1.0"?><!-- ${"x".repeat(1000)} --><svg onload="alert(1)"/>`),
      "picture.svg",
    ],
    ["an SVG in UTF-16", Buffer.from('\ufeff<svg xmlns="http://www.w3.org/2000/svg"/>', "utf16le"), "picture.svg"],
    ["a PDF", Buffer.from("%PDF-1.7\n1 0 obj"), "picture.notAccepted"],
    ["a TIFF", Buffer.from("II*\0\b\0\0\0"), "picture.notAccepted"],
    ["an HTML page called photo.jpg", Buffer.from("<!doctype html><script>alert(1)</script>"), "picture.notAccepted"],
    ["a HEIC photograph", Buffer.from("\0\0\0\x18ftypheic\0\0\0\0mif1heic"), "picture.heic"],
    ["a script that begins like a GIF", Buffer.from("GIF89a/*\0\0*/=alert(1)//;"), "picture.broken"],
    ["text that begins like a PNG", Buffer.from("\x89PNG\r\n\x1a\nhello, this is text", "latin1"), "picture.broken"],
    ["too many bytes", Buffer.alloc(25 * 1024 * 1024 + 1), "picture.tooLarge"],
  ])("refuses %s and leaves no row", async (_what, bytes, code) => {
    expect(await store(bytes)).toMatchObject({ ok: false, code });
    expect(await db.select().from(media)).toEqual([]);
  });

  test("refuses a truncated upload", async () => {
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

  test("refuses 200 megapixels in a few kilobytes before decoding", async () => {
    const bomb = blackPng(20_000, 10_000);
    expect(bomb.byteLength).toBeLessThan(100_000);
    expect(await sharp(bomb, { limitInputPixels: false }).metadata()).toMatchObject({ width: 20_000, height: 10_000 });
    expect(await store(bomb)).toMatchObject({ ok: false, code: "picture.tooManyPixels" });
    expect(await db.select().from(media)).toEqual([]);
  });

  test("does not encode the same file again, and restores a lost file", async () => {
    const bytes = await flat(60, 40).jpeg().toBuffer();
    const { id, format } = await stored(bytes);
    const key = masterKey(id, format);
    let writes = 0;
    const counting = {
      ...storage,
      put: (name: string, content: Uint8Array) => {
        writes++;
        return storage.put(name, content);
      },
    };
    await storeImage(db, { bytes, originalName: "again.jpg" }, counting);
    expect(writes).toBe(0);
    await storage.delete(key);
    await storeImage(db, { bytes, originalName: "again.jpg" }, counting);
    expect(writes).toBe(1);
    expect(await storage.size(key)).toBeGreaterThan(0);
    expect(await db.select().from(media)).toHaveLength(1);
  });

  test("throws on a full disk and leaves no row, also after a rollback", async () => {
    const bytes = await flat(30, 30).png().toBuffer();
    const full = { ...storage, put: () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" })) };
    await expect(storeImage(db, { bytes, originalName: "a.png" }, full)).rejects.toMatchObject({ code: "ENOSPC" });
    const rolledBack = db.transaction(async (tx) => {
      await storeImage(tx, { bytes, originalName: "a.png" }, storage);
      throw new Error("later failure");
    });
    await expect(rolledBack).rejects.toThrow("later failure");
    expect(await db.select().from(media)).toEqual([]);
  });

  test("stores each of many simultaneous pictures once, the same among them", async () => {
    const files = await Promise.all(
      [1, 2, 3].map((size) =>
        flat(size * 10, 10)
          .png()
          .toBuffer(),
      ),
    );
    const results = await Promise.all([...files, ...files, ...files].map((bytes) => store(bytes)));
    expect(results.every((result) => result.ok)).toBe(true);
    expect(await db.select().from(media)).toHaveLength(3);
  });

  test("converts a wide-gamut photograph to sRGB without its profile", async () => {
    const wide = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 0, g: 255, b: 0 } } })
      .withIccProfile("p3")
      .png()
      .toBuffer();
    // In the p3 profile this green is not 0, 255, 0: without the profile it would look paler.
    const raw = await sharp(wide).keepIccProfile().raw().toBuffer();
    const { file } = await stored(wide);
    expect((await sharp(file).metadata()).icc).toBeUndefined();
    const pixel = [...(await sharp(file).raw().toBuffer()).subarray(0, 3)];
    expect(pixel[1]).toBeGreaterThan(250);
    expect([...raw.subarray(0, 3)]).not.toEqual(pixel);
  });

  test("converts a CMYK photograph for print to its colours on screen", async () => {
    const print = await flat(20, 20).toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer();
    expect((await sharp(print).metadata()).space).toBe("cmyk");
    const { file } = await stored(print);
    const { channels, space } = await sharp(file).metadata();
    expect({ channels, space }).toEqual({ channels: 3, space: "srgb" });
    const [red = 0, green = 0, blue = 0] = await sharp(file).raw().toBuffer();
    expect(red).toBeGreaterThan(green);
    expect(green).toBeGreaterThan(blue);
  });

  test("accepts AVIF and stores a format that all feed readers know", async () => {
    const avif = await flat(40, 30).avif().toBuffer();
    expect(await stored(avif, "x.avif")).toMatchObject({ format: "jpeg", width: 40, height: 30 });
  });

  test("refuses an animation with too many frames, and scales a very tall picture down", async () => {
    const frame = await flat(2, 2).png().toBuffer();
    const blink = await sharp({ create: { width: 2, height: 2, channels: 3, background: "blue" } })
      .png()
      .toBuffer();
    const frames = Array.from({ length: 601 }, (_, index) => (index % 2 ? frame : blink));
    const endless = await sharp(frames, { join: { animated: true } })
      .gif({ interFrameMaxError: 0, keepDuplicateFrames: true })
      .toBuffer();
    expect(await store(endless, "x.gif")).toMatchObject({ ok: false, code: "picture.tooManyFrames" });
    expect(await stored(await flat(200, 12_000).png().toBuffer())).toMatchObject({ height: 8192 });
  });

  test("stores a GIF that is also a script as pixels only", async () => {
    const gif = await flat(4, 4).gif().toBuffer();
    const { file } = await stored(Buffer.concat([gif, Buffer.from("/*\n*/alert('POLYGLOT')//")]), "x.gif");
    expect(Buffer.from(file).includes("POLYGLOT")).toBe(false);
  });

  const hostile = "../shared/data/xss";
  const names = ["payload_in_all_known_metadata.jpg", "xss_comment_exif_metadata_double_quote.png"];
  test.skipIf(!existsSync(hostile)).each(names)("keeps no byte of the payload of %s", async (name) => {
    const { file } = await stored(readFileSync(join(hostile, name)), name);
    const text = Buffer.from(file).toString("latin1").toLowerCase();
    for (const trace of ["<script", "alert(", "onerror", "javascript:", "<svg", "xss"])
      expect(text).not.toContain(trace);
  });

  test.each([1, 8, 16])("accepts a picture of one pixel, of %i bits per channel", async (bits) => {
    const one = sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } });
    const bytes = await (bits === 16 ? one.toColourspace("rgb16").png() : one.png({ palette: bits === 1 })).toBuffer();
    const { file, width, height } = await stored(bytes, "1.png");
    expect({ width, height }).toEqual({ width: 1, height: 1 });
    const { depth } = await sharp(file).metadata();
    expect(depth).toBe("uchar");
    expect((await sharp(file).raw().toBuffer())[0]).toBe(255);
  });
});
