import sharp from "sharp";
import { beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { replacePicture } from "#features/media/library/mutations.ts";
import { removeImage, storeImage } from "#features/media/mutations.ts";
import { masterKey, variantKey } from "#features/media/storage-keys.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { storages, testStorage } from "#lib/storage/storage-testing.ts";
import { ImageVariants } from "./variants.ts";

const { db, queries, clear } = testDatabase();
let storage: Storage;

/** The member recorded as the author of changes. */
const editor = { id: 1, role: "editor" as const };

async function kept(bytes: Buffer): Promise<{ id: string; file: string }> {
  const result = await storeImage(db, { bytes, originalName: "x" }, storage);
  if (!result.ok) throw new Error(result.code);
  return { id: result.value.id, file: masterKey(result.value.id, result.value.format) };
}

const flat = (width: number, background: string, height = 60) =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

describe.each(storages)("sizes on %s", (kind) => {
  const given = testStorage(kind);
  beforeEach(async () => {
    storage = given.storage;
    await clear();
  });

  test("finds a variant made in an earlier run of the site without a database query", async () => {
    const { id } = await kept(await flat(700, "red"));
    expect(await new ImageVariants(storage).get(id, 320, "webp")).toMatchObject({ kind: "bytes", type: "image/webp" });
    const { result, statements } = await queries(() => new ImageVariants(storage).get(id, 320, "webp"));
    expect(result).toMatchObject({ kind: "stored", key: variantKey(id, 320, "webp") });
    expect(statements).toEqual([]);
  });

  test("all widths beyond the image share one file", async () => {
    const { id } = await kept(await flat(700, "green"));
    const variants = new ImageVariants(storage);
    for (const width of [960, 1280, 1920]) await variants.get(id, width, "jpeg");
    const files = [];
    for await (const key of storage.list(id.slice(0, 2))) if (key.includes(id)) files.push(key);
    expect(files.sort()).toEqual([variantKey(id, 960, "jpeg"), masterKey(id, "png")].sort());
  });

  test("animates as WebP, also for a browser that asked for AVIF, and is a still image as JPEG", async () => {
    const frames = await Promise.all([flat(40, "red"), flat(40, "blue")]);
    const { id } = await kept(
      await sharp(frames, { join: { animated: true } })
        .gif()
        .toBuffer(),
    );
    const pages = async (format: "avif" | "gif" | "jpeg") => {
      const found = await new ImageVariants(storage).get(id, 160, format);
      if (found.kind !== "bytes") throw new Error(found.kind);
      return [found.type, (await sharp(found.bytes, { animated: true }).metadata()).pages ?? 1];
    };
    expect(await pages("avif")).toEqual(["image/webp", 2]);
    expect(await pages("gif")).toEqual(["image/gif", 2]);
    expect(await pages("jpeg")).toEqual(["image/jpeg", 1]);
  });

  test("serves an image even when the disk is full", async () => {
    const { id } = await kept(await flat(300, "blue"));
    const full = { ...storage, put: () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" })) };
    const variants = new ImageVariants(full);
    expect(await variants.get(id, 160, "webp")).toMatchObject({ kind: "bytes" });
    expect(await variants.get(id, 160, "webp")).toMatchObject({ kind: "bytes" });
  });

  test("treats a lost file as missing and a damaged one as broken, and decodes neither at each request", async () => {
    const lost = await kept(await flat(310, "blue"));
    await storage.delete(lost.file);
    expect(await new ImageVariants(storage).get(lost.id, 160, "webp")).toEqual({ kind: "none" });
    const damaged = await kept(await flat(320, "blue"));
    const whole = await storage.read(damaged.file);
    await storage.put(damaged.file, Buffer.from(whole?.subarray(0, 40) ?? []));
    let reads = 0;
    const counting = {
      ...storage,
      read: (key: string) => {
        reads++;
        return storage.read(key);
      },
    };
    const variants = new ImageVariants(counting);
    expect(await variants.get(damaged.id, 160, "webp")).toEqual({ kind: "broken" });
    expect(await variants.get(damaged.id, 160, "webp")).toEqual({ kind: "broken" });
    expect(reads).toBe(1);
  });

  // The limit does not depend on the storage.
  test.runIf(kind === "disk")("answers busy at once beyond a hundred waiting encodings", async () => {
    const ids = await Promise.all(
      Array.from({ length: 25 }, async (_, index) => (await kept(await flat(1300 + index, "red", 4))).id),
    );
    const slow = {
      ...storage,
      read: async (key: string) => {
        await gate;
        return storage.read(key);
      },
    };
    let open = () => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const variants = new ImageVariants(slow);
    const asked = ids.flatMap((id) =>
      ([160, 320, 480, 640, 960] as const).map((width) => variants.get(id, width, "webp")),
    );
    // 125 requested, 2 running, 100 waiting: 23 are refused before any is finished.
    let settled = 0;
    for (const answer of asked) void answer.then(() => settled++);
    await expect.poll(() => settled).toBe(23);
    open();
    const kinds = (await Promise.all(asked)).map((found) => found.kind);
    expect(kinds.filter((kind) => kind === "busy")).toHaveLength(23);
    expect(kinds.filter((kind) => kind === "bytes")).toHaveLength(102);
  });

  test("two instances on one storage see each other's uploads, replacements and deletions at once", async () => {
    const [one, other] = [new ImageVariants(storage), new ImageVariants(storage)];
    const { id } = await kept(await flat(900, "red"));
    expect(await other.get(id, 320, "webp")).toMatchObject({ kind: "bytes" });
    // The first instance finds a variant that the second one made.
    expect(await one.get(id, 320, "webp")).toMatchObject({ kind: "stored" });

    const blue = { bytes: await flat(800, "blue"), originalName: "b.png" };
    expect(await replacePicture(db, editor, id, 1, blue, storage)).toMatchObject({ ok: true });
    for (const instance of [one, other]) {
      const now = await instance.get(id, 640, "png", 1);
      const bytes = now.kind === "bytes" ? now.bytes : await storage.read(now.kind === "stored" ? now.key : "");
      expect((await sharp(bytes).stats()).dominant.b).toBeGreaterThan(200);
      expect(await instance.master(id, 1)).toMatchObject({ kind: "stored", type: "image/png" });
    }
    // The former addresses lead to the new one, even where the former file was recently served; a later revision does
    // not exist.
    for (const instance of [one, other, new ImageVariants(storage)]) {
      expect(await instance.get(id, 320, "webp")).toEqual({ kind: "moved", revision: 1 });
      expect(await instance.master(id)).toEqual({ kind: "moved", revision: 1 });
      expect(await instance.get(id, 320, "webp", 2)).toEqual({ kind: "none" });
    }
    expect(await removeImage(db, id, storage)).toBe(true);
    expect(await new ImageVariants(storage).get(id, 640, "png", 1)).toEqual({ kind: "none" });
  });

  test("a variant being made while its image is replaced does not outlive it", async () => {
    const { id } = await kept(await flat(900, "red"));
    let read = () => {};
    const reading = new Promise<void>((resolve) => {
      read = resolve;
    });
    let resume = () => {};
    const gate = new Promise<void>((resolve) => {
      resume = resolve;
    });
    const slow = {
      ...storage,
      read: async (key: string) => {
        const bytes = await storage.read(key);
        read();
        await gate;
        return bytes;
      },
    };
    const making = new ImageVariants(slow).get(id, 320, "webp");
    await reading;
    await replacePicture(db, editor, id, 1, { bytes: await flat(800, "blue"), originalName: "b" }, storage);
    resume();
    expect(await making).toEqual({ kind: "moved", revision: 1 });
    const files = [];
    for await (const key of storage.list(id.slice(0, 2))) if (key.includes(id)) files.push(key);
    expect(files).toEqual([masterKey(id, "png", 1)]);
  });
});
