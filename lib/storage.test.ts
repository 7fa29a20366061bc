import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diskStorage, type Storage } from "./storage.ts";

let folder = "";
let storage: Storage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigie-storage-"));
  storage = diskStorage(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keys(prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const key of storage.list(prefix)) found.push(key);
  return found.sort();
}

test("what was put is read, measured, streamed in part, listed, and gone after its removal", async () => {
  await storage.put("ab/abc/one.txt", Buffer.from("0123456789"));
  await storage.put("ab/abc/two.txt", Buffer.from("x"));
  expect(await storage.read("ab/abc/one.txt")).toEqual(Buffer.from("0123456789"));
  expect(await storage.size("ab/abc/one.txt")).toBe(10);
  expect((await buffer(storage.stream("ab/abc/one.txt", { start: 2, end: 4 }))).toString()).toBe("234");
  expect(await keys("ab")).toEqual(["ab/abc/one.txt", "ab/abc/two.txt"]);
  await storage.delete("ab/abc/one.txt");
  expect(await keys("ab")).toEqual(["ab/abc/two.txt"]);
  await storage.delete("ab/abc/one.txt");
});

test("what is not there is undefined, and lists nothing", async () => {
  expect(await storage.read("zz/none.txt")).toBeUndefined();
  expect(await storage.size("zz/none.txt")).toBeUndefined();
  expect(await keys("zz")).toEqual([]);
});

test("writers at the same time leave one of their files whole, and nothing half-written", async () => {
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
  await Promise.all(texts.map((text) => storage.put("race/file.txt", Buffer.from(text))));
  expect(texts).toContain(String(await storage.read("race/file.txt")));
  expect(await readdir(join(folder, "race"))).toEqual(["file.txt"]);
});

test("a write that fails leaves what was there before", async () => {
  await storage.put("kept/file.txt", Buffer.from("before"));
  // A folder of that name cannot be replaced by a file: the last step of the write fails.
  await expect(storage.put("kept", Buffer.from("after"))).rejects.toThrow();
  expect(String(await storage.read("kept/file.txt"))).toBe("before");
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("a reader of the old file is not disturbed by the new one", async () => {
  await storage.put("swap/file.txt", Buffer.from("old"));
  const reading = createReadStream(join(folder, "swap/file.txt"));
  await new Promise((resolve) => reading.once("open", resolve));
  await storage.put("swap/file.txt", Buffer.from("new"));
  expect((await buffer(reading)).toString()).toBe("old");
  expect(String(await storage.read("swap/file.txt"))).toBe("new");
});

test("no key leads out of the folder", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc
        .array(fc.constantFrom("..", ".", "/", "a", "\\", "\0", "%2e", " "), { minLength: 1, maxLength: 8 })
        .map((parts) => parts.join("")),
      async (key) => {
        const outcome = await storage.size(key).catch((error: Error) => error);
        if (key.includes("..") || key.startsWith("/") || key.includes("\0")) expect(outcome).toBeInstanceOf(Error);
      },
    ),
  );
});
