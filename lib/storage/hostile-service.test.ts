import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { s3Storage } from "./s3.ts";
import { dribble, startStandIn, truncatedPage } from "./storage-testing.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A storage whose service gives these answers, and how many requests it gets. */
async function storageAt(answer: (req: IncomingMessage, res: ServerResponse, asked: number) => void) {
  const seen = { asked: 0 };
  const { settings, close } = await startStandIn((req, res) => {
    seen.asked += 1;
    answer(req, res, seen.asked);
  });
  closers.push(close);
  const storage = s3Storage(settings, { attempts: 2, responseMs: 300, silenceMs: 100, maxPages: 5 });
  return { storage, seen };
}

test("a service that accepts a request and never answers ends in an error", async () => {
  const { storage, seen } = await storageAt(() => {});
  await expect(storage.read("ab/a.jpeg")).rejects.toThrow("The pictures' storage does not answer (ETIMEDOUT)");
  await expect(storage.put("ab/a.jpeg", Buffer.from("x"))).rejects.toThrow("does not answer (ETIMEDOUT)");
  expect(seen.asked).toBe(4);
});

test("a service that sends only a byte now and then ends in an error", async () => {
  const { storage, seen } = await storageAt((_req, res) => dribble(res, 20));
  await expect(storage.read("ab/a.jpeg")).rejects.toThrow("The pictures' storage does not answer (ETIMEDOUT)");
  await expect(buffer(storage.stream("ab/a.jpeg"))).rejects.toThrow("does not answer (ETIMEDOUT)");
  // Once, and then at first and three times again.
  expect(seen.asked).toBe(5);
});

test("a listing ends, whatever the service says", async () => {
  const list = async (answer: (asked: number) => string) => {
    const { storage } = await storageAt((_req, res, asked) => void res.end(answer(asked)));
    const keys: string[] = [];
    for await (const key of storage.list("ab")) keys.push(key);
    return keys;
  };
  await expect(list(() => truncatedPage(["ab/a.jpeg"]))).rejects.toThrow("lists files endlessly");
  await expect(list((asked) => truncatedPage([`ab/${asked}.jpeg`]))).rejects.toThrow("lists files endlessly");
  expect(await list(() => truncatedPage([]))).toEqual([]);
});

test("an answer without an end is not read into memory", async () => {
  let sent = 0;
  const { storage } = await storageAt((_req, res) => {
    const send = () => {
      sent += 2 ** 20;
      if (!res.destroyed) res.write(Buffer.alloc(2 ** 20, " "), () => setImmediate(send));
    };
    send();
  });
  const keys = (async () => {
    for await (const _key of storage.list("")) throw new Error("There are no keys.");
  })();
  await expect(keys).rejects.toThrow("does not answer (ETIMEDOUT)");
  expect(sent).toBeLessThan(100 * 2 ** 20);
});
