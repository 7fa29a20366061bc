import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { afterEach, expect, test } from "vitest";
import { dribble, startStandIn, truncatedPage } from "#lib/storage/storage-testing.ts";
import { archiveName } from "../archive/archive-name.ts";
import { bucketDestination } from "./bucket.ts";
import { readDestination } from "./copies.ts";
import { errorOf, makeBytes, shortTimeouts, testPartBytes } from "./destination-testing.ts";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A destination whose service gives these answers, and the requests it got. */
async function destinationAt(
  answer: (req: IncomingMessage, res: ServerResponse, asked: number) => void,
  silenceMs = 100,
) {
  const seen: string[] = [];
  const { settings, close } = await startStandIn((req, res) => {
    seen.push(`${req.method} ${req.headers.range ?? ""}`.trim());
    answer(req, res, seen.length);
  });
  closers.push(close);
  const access = { ...settings, prefix: "news" };
  return { destination: bucketDestination(access, { ...shortTimeouts, silenceMs, maxPages: 5 }), seen };
}

test("gives up a file that arrives a byte at a time, after as many attempts as an interrupted download", async () => {
  const { destination, seen } = await destinationAt((_req, res) => dribble(res, 20));
  const error = await errorOf(buffer(destination.open("vigie-slow")));
  expect(error.message).toMatch(/^The server of the backups \(.*\) answers too slowly, or sends too much: /);
  expect(seen).toHaveLength(4);
  // Each continues where the one before was given up.
  expect(seen.slice(1).every((request) => /^GET bytes=\d+-$/.test(request))).toBe(true);
});

test("a reader that pauses often gets the whole file", async () => {
  const size = 45 * 2 ** 20;
  const { destination, seen } = await destinationAt((req, res) => {
    const from = Number(/\d+/.exec(req.headers.range ?? "0")?.[0]);
    res.writeHead(from === 0 ? 200 : 206, { "content-length": size - from });
    // Ends in the middle, as when the connection was silent for too long.
    const part = Math.min(9 * 2 ** 20, size - from);
    res.write(Buffer.alloc(part, "x"), () => (from + part === size ? res.end() : setTimeout(() => res.destroy(), 50)));
  });
  let bytes = 0;
  for await (const chunk of destination.open("vigie-long")) bytes += chunk.length;
  expect(bytes).toBe(size);
  // Each request goes on where the one before ended. On a busy machine a connection may end before its last bytes arrive.
  const starts = seen.slice(1).map((request) => Number(/^GET bytes=(\d+)-$/.exec(request)?.[1]));
  expect(starts.length).toBeGreaterThanOrEqual(4);
  expect(starts).toEqual(starts.toSorted((one, other) => one - other));
  expect(starts[0]).toBeGreaterThan(0);
});

test("an upload to a service that reads nothing, or answers a byte at a time, fails", async () => {
  const deaf = await destinationAt((req) => void req.pause());
  expect((await errorOf(deaf.destination.write("vigie-a", makeBytes(2 * testPartBytes)))).message).toContain(
    "does not answer",
  );
  const slow = await destinationAt((req, res) => {
    req.resume();
    dribble(res, 20);
  });
  expect((await errorOf(slow.destination.write("vigie-a", makeBytes(2 * testPartBytes)))).message).toContain(
    "answers too slowly",
  );
});

test("a listing ends, whatever the service says", async () => {
  const list = async (answer: (asked: number) => string) => {
    const { destination } = await destinationAt((_req, res, asked) => void res.end(answer(asked)), 30_000);
    const names: string[] = [];
    for await (const { name } of destination.list("")) names.push(name);
    return names;
  };
  for (const answer of [
    () => truncatedPage(["news/vigie-a"]),
    (asked: number) => truncatedPage([`news/vigie-${asked}`]),
  ])
    expect((await errorOf(list(answer))).message).toBe("s3://pictures/news lists files endlessly.");
  expect(
    await list(() => truncatedPage(["news/../../etc/passwd", "news/.hidden", "other/x"]).replace("true", "false")),
  ).toEqual([]);
});

test("more backups than a site makes are refused before the index of any is read", async () => {
  const { destination, seen } = await destinationAt((_req, res, asked) => {
    const names = Array.from({ length: 3_000 }, (_, n) => archiveName(new Date(asked * 1e10 + n * 1_000), false));
    res.end(truncatedPage(names.map((name) => `news/${name}`)));
  }, 30_000);
  expect((await errorOf(readDestination(destination))).message).toMatch(/^s3:\S+ has more than 10000 backups: remove /);
  expect(seen).toHaveLength(4);
});
