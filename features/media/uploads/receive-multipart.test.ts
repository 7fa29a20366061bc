import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { libraryPictures } from "#db/schema.ts";
import { testDatabase } from "#db/testing.ts";
import { diskStorage, type Storage } from "#lib/storage/storage.ts";
import { storeImage } from "../mutations.ts";
import { maxUploadBytes } from "../rules.ts";
import { MalformedForm, receiveMultipart } from "./receive-multipart.ts";
import { removeStaleParts } from "./spool-folder.ts";

const { db, clear } = testDatabase();
let folder = "";
let storage: Storage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-receive-"));
  storage = diskStorage(join(folder, "media"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(clear);

const incoming = () => join(folder, "incoming");
const left = () => readdir(incoming()).catch(() => []);

/** A form as a browser sends it, its body in chunks. */
function sent(files: { name: string; bytes: Uint8Array }[], fields: Record<string, string> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const { name, bytes } of files) form.append("file", new File([Uint8Array.from(bytes)], name));
  const request = new Request("http://localhost/", { method: "POST", body: form });
  return { body: request.body, type: request.headers.get("content-type") ?? "" };
}

test("receives files with names, hashes and fields, and leaves nothing behind", async () => {
  const one = randomBytes(300_000);
  const { body, type } = sent(
    [
      { name: "l’été à Ö.jpg", bytes: one },
      { name: "two.png", bytes: Buffer.from("x") },
    ],
    { note: "à" },
  );
  const seen = await receiveMultipart(body, type, incoming(), async ({ files, fields }) => {
    expect(await left()).toHaveLength(2);
    return { fields, files: await Promise.all(files.map(async (file) => ({ ...file, bytes: await file.read() }))) };
  });
  expect(seen.fields).toEqual({ note: "à" });
  expect(seen.files.map(({ name }) => name)).toEqual(["l’été à Ö.jpg", "two.png"]);
  expect(Buffer.from(seen.files[0]?.bytes ?? []).equals(one)).toBe(true);
  expect(seen.files[0]?.sha256).toBe(createHash("sha256").update(one).digest("hex"));
  expect(await left()).toEqual([]);
});

test("ignores an empty file field", async () => {
  const { body, type } = sent([{ name: "", bytes: new Uint8Array() }]);
  expect(await receiveMultipart(body, type, incoming(), async ({ files }) => files)).toEqual([]);
});

test("marks and skips a file of one byte too many, and receives the next", async () => {
  const { body, type } = sent([
    { name: "huge.jpg", bytes: new Uint8Array(maxUploadBytes + 1) },
    { name: "whole.jpg", bytes: new Uint8Array(maxUploadBytes) },
  ]);
  await receiveMultipart(body, type, incoming(), async ({ files }) => {
    expect(files.map(({ name, tooLarge }) => ({ name, tooLarge }))).toEqual([
      { name: "huge.jpg", tooLarge: true },
      { name: "whole.jpg", tooLarge: false },
    ]);
    expect(await left()).toHaveLength(1);
  });
});

test.each([0.1, 0.5, 0.99])("leaves nothing of an upload cut after %d of it", async (part) => {
  const { body, type } = sent([{ name: "cut.jpg", bytes: randomBytes(2_000_000) }]);
  const whole = Buffer.from(await new Response(body).arrayBuffer());
  const end = Math.floor(whole.length * part);
  const cut = (gone: boolean) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < end; at += 65_536) controller.enqueue(whole.subarray(at, Math.min(end, at + 65_536)));
        if (gone) controller.error(new Error("aborted"));
        else controller.close();
      },
    });
  for (const gone of [true, false]) {
    let worked = false;
    await expect(
      receiveMultipart(cut(gone), type, incoming(), async () => {
        worked = true;
      }),
    ).rejects.toBeInstanceOf(MalformedForm);
    expect(worked).toBe(false);
    expect(await left()).toEqual([]);
  }
});

test.each([
  ["text/plain", "no form at all"],
  ["multipart/form-data", "without a boundary"],
  ["multipart/form-data; boundary=x", "not what it says"],
])("refuses a body of %s: %s", async (type) => {
  const body = new Response("not a form").body;
  await expect(receiveMultipart(body, type, incoming(), async () => "worked")).rejects.toBeInstanceOf(MalformedForm);
  expect(await left()).toEqual([]);
});

test("leaves nothing behind when the work fails", async () => {
  const { body, type } = sent([{ name: "a.jpg", bytes: Buffer.from("x") }]);
  await expect(receiveMultipart(body, type, incoming(), () => Promise.reject(new Error("broken")))).rejects.toThrow(
    "broken",
  );
  expect(await left()).toEqual([]);
});

test("receives four files of 5 MB at once with one at a time in memory", async () => {
  // Noise, so that the files are as large as they should be.
  const pixels = randomBytes(1_300 * 1_300 * 3);
  const noise = (n: number) => {
    pixels.writeUInt32BE(n);
    return sharp(pixels, { raw: { width: 1_300, height: 1_300, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
  };
  let held = 0;
  let maxHeld = 0;
  const one = async (n: number) => {
    const bytes = await noise(n);
    expect(bytes.byteLength).toBeGreaterThan(5_000_000);
    const { body, type } = sent([{ name: `${n}.png`, bytes }]);
    return () =>
      receiveMultipart(body, type, incoming(), async ({ files: [file] }) => {
        if (!file) throw new Error("no file");
        const counted = {
          sha256: file.sha256,
          read: async () => {
            held += 1;
            maxHeld = Math.max(maxHeld, held);
            return file.read();
          },
        };
        const stored = await storeImage(
          db,
          { bytes: counted, originalName: file.name },
          {
            ...storage,
            // The file is released once its master is made, which is what `put` receives.
            put: async (key, copy) => {
              held -= 1;
              await storage.put(key, copy);
            },
          },
        );
        expect(stored.ok).toBe(true);
      });
  };
  const sends = [];
  for (let n = 0; n < 4; n += 1) sends.push(await one(n));
  await Promise.all(sends.map((send) => send()));
  expect(maxHeld).toBe(1);
  expect(held).toBe(0);
  expect(await db.$count(libraryPictures)).toBe(4);
  expect(await left()).toEqual([]);
});

test("removes what killed uploads left once it is an hour old, and nothing else", async () => {
  await writeFile(join(incoming(), "old.part"), "x");
  await writeFile(join(incoming(), "young.part"), "x");
  await writeFile(join(incoming(), "old.txt"), "x");
  const before = new Date(Date.now() - 2 * 3_600_000);
  for (const name of ["old.part", "old.txt"]) await utimes(join(incoming(), name), before, before);
  expect(await removeStaleParts([incoming(), join(folder, "not-there")])).toBe(1);
  expect((await left()).sort()).toEqual(["old.txt", "young.part"]);
});
