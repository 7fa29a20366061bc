import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { s3Storage } from "./s3.ts";
import { diskStorage, type Storage } from "./storage.ts";
import { listPageSize, startS3, storages, testStorage } from "./storage-testing.ts";

async function keysOf(storage: Storage, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const key of storage.list(prefix)) found.push(key);
  return found.sort();
}

describe.each(storages)("on %s", (kind) => {
  const given = testStorage(kind);
  const keys = (prefix: string) => keysOf(given.storage, prefix);

  test("a stored file is read, measured, streamed whole and in part, listed, and gone after its removal", async () => {
    const { storage } = given;
    await storage.put("ab/abc/one.txt", Buffer.from("0123456789"));
    await storage.put("ab/abc/two.txt", Buffer.from("x"));
    await storage.put("ab/abcd/r1/three.txt", Buffer.from("x"));
    expect(await storage.read("ab/abc/one.txt")).toEqual(Buffer.from("0123456789"));
    expect(await storage.size("ab/abc/one.txt")).toBe(10);
    expect(Math.abs(Number(await storage.storedAt("ab/abc/one.txt")) - Date.now())).toBeLessThan(3_600_000);
    expect((await buffer(storage.stream("ab/abc/one.txt"))).toString()).toBe("0123456789");
    expect((await buffer(storage.stream("ab/abc/one.txt", { start: 2, end: 4 }))).toString()).toBe("234");
    expect((await buffer(storage.stream("ab/abc/one.txt", { start: 9, end: 9 }))).toString()).toBe("9");
    expect(await keys("ab")).toEqual(["ab/abc/one.txt", "ab/abc/two.txt", "ab/abcd/r1/three.txt"]);
    expect(await keys("")).toEqual(await keys("ab"));
    expect(await keys("ab/abc")).toEqual(["ab/abc/one.txt", "ab/abc/two.txt"]);
    await storage.delete("ab/abc/one.txt");
    expect(await keys("ab/abc")).toEqual(["ab/abc/two.txt"]);
    await storage.delete("ab/abc/one.txt");
    await storage.delete("ab/abc");
    expect(await keys("ab")).toEqual(["ab/abcd/r1/three.txt"]);
  });

  test("another file under the same key replaces the former one", async () => {
    const { storage } = given;
    await storage.put("same/a.txt", Buffer.from("before"));
    await storage.put("same/a.txt", Buffer.from("after!!"));
    expect(String(await storage.read("same/a.txt"))).toBe("after!!");
    expect(await storage.size("same/a.txt")).toBe(7);
  });

  test("a missing key is undefined, lists nothing, and cannot be streamed", async () => {
    const { storage } = given;
    expect(await storage.read("zz/none.txt")).toBeUndefined();
    expect(await storage.size("zz/none.txt")).toBeUndefined();
    expect(await storage.storedAt("zz/none.txt")).toBeUndefined();
    expect(await keys("zz")).toEqual([]);
    await expect(buffer(storage.stream("zz/none.txt"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("concurrent writers leave one of their files complete", async () => {
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    await Promise.all(texts.map((text) => given.storage.put("race/file.txt", Buffer.from(text))));
    expect(texts).toContain(String(await given.storage.read("race/file.txt")));
    expect(await keys("race")).toEqual(["race/file.txt"]);
  });

  test("lists more files than fit on a page of a listing", async () => {
    const names = Array.from({ length: 2 * listPageSize + 5 }, (_, n) => `many/${String(n).padStart(4, "0")}.txt`);
    await Promise.all(names.map((name) => given.storage.put(name, Buffer.from("x"))));
    expect(await keys("many")).toEqual(names);
    await given.storage.delete("many");
    expect(await keys("many")).toEqual([]);
  });

  test("a reader who disconnects midway leaves nothing open", async () => {
    await given.storage.put("large/a.txt", Buffer.alloc(3_000_000, "x"));
    const stream = given.storage.stream("large/a.txt");
    for await (const chunk of stream) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(stream.destroyed).toBe(true);
  });

  test("no key leads outside the storage", async () => {
    for (const key of ["../a", "/a", "a/../../b", "a//b", "a\0b", "", "%2e%2e/a", "a b"]) {
      await expect(async () => given.storage.size(key)).rejects.toThrow("is no storage key");
      await expect(async () => given.storage.put(key, Buffer.from("x"))).rejects.toThrow("is no storage key");
      await expect(async () => given.storage.delete(key)).rejects.toThrow("is no storage key");
    }
  });
});

describe("a bucket", () => {
  let service: Awaited<ReturnType<typeof startS3>>;
  beforeAll(async () => {
    service = await startS3();
  });
  afterAll(() => service.close());

  test("passes its check if it can be used; each reason why not is one clear line", async () => {
    const { settings } = service;
    await expect(s3Storage(settings).check()).resolves.toBeUndefined();
    const refusal = (changes: Partial<typeof settings>) =>
      s3Storage({ ...settings, ...changes })
        .check()
        .then(
          () => "",
          (error: Error) => `${error.name}: ${error.message}`,
        );
    expect(await refusal({ bucket: "nowhere" })).toMatch(
      /^OperatorError: .* it has no bucket nowhere\. See S3_ENDPOINT/,
    );
    const closed = createServer((_req, res) => res.writeHead(403).end()).listen(0, "127.0.0.1");
    await new Promise((resolve) => closed.once("listening", resolve));
    const endpoint = `http://127.0.0.1:${(closed.address() as AddressInfo).port}`;
    expect(await refusal({ endpoint, secret: "unsaid" })).toMatch(
      /it refuses this key for the bucket pictures(?!.*unsaid)/,
    );
    closed.close();
    // Each call names the storage as what is unavailable.
    const away = s3Storage({ ...settings, endpoint: "http://127.0.0.1:9" });
    for (const call of [
      () => away.size("ab/a.txt"),
      () => away.read("ab/a.txt"),
      () => away.put("ab/a.txt", Buffer.from("x")),
      () => away.delete("ab/a.txt"),
      () => keysOf(away, ""),
      () => buffer(away.stream("ab/a.txt")),
    ])
      await expect(call()).rejects.toThrow("The pictures' storage does not answer (ECONNREFUSED)");
    expect(await refusal({ endpoint: "http://127.0.0.1:9" })).toMatch(/it does not answer \(ECONNREFUSED\)/);
  });

  test("retries a failed request, and resumes an interrupted stream", async () => {
    const { settings } = service;
    await s3Storage(settings).put("ab/a.txt", Buffer.from("0123456789".repeat(10_000)));
    let asked = 0;
    // A proxy in front of the service: the first request gets a 503, the second is cut in the middle of its response.
    const bad = createServer(async (req, res) => {
      asked += 1;
      if (asked === 1) {
        res.writeHead(503).end();
        return;
      }
      const headers = Object.fromEntries(Object.entries(req.headers).map(([name, value]) => [name, String(value)]));
      const answer = await fetch(`${settings.endpoint}${req.url}`, { headers: { ...headers, connection: "close" } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      res.writeHead(answer.status, { "content-length": bytes.length, "content-type": "text/plain" });
      if (asked > 2) res.end(bytes);
      else res.write(bytes.subarray(0, 40_000), () => setTimeout(() => res.destroy(), 50));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => bad.once("listening", resolve));
    try {
      const endpoint = `http://127.0.0.1:${(bad.address() as AddressInfo).port}`;
      const storage = s3Storage({ ...settings, endpoint });
      const whole = await buffer(storage.stream("ab/a.txt", { start: 5, end: 99_999 }));
      expect(whole.toString()).toBe("0123456789".repeat(10_000).slice(5));
      expect(asked).toBe(3);
    } finally {
      bad.closeAllConnections();
      bad.close();
    }
  });
});

describe("the disk", () => {
  let folder = "";
  let storage: Storage;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vigie-storage-"));
    storage = diskStorage(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("concurrent writers leave nothing half-written", async () => {
    const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(50_000));
    await Promise.all(texts.map((text) => storage.put("race/file.txt", Buffer.from(text))));
    expect(texts).toContain(String(await storage.read("race/file.txt")));
    expect(await readdir(join(folder, "race"))).toEqual(["file.txt"]);
  });

  test("a failed write leaves the former file", async () => {
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
});
