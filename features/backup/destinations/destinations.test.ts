import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bucketDestination } from "./bucket.ts";
import type { BackupDestination } from "./destination.ts";
import {
  destinationKinds,
  errorOf,
  makeBytes,
  shortTimeouts,
  startBucket,
  testDestination,
  testPartBytes,
} from "./destination-testing.ts";
import { folderDestination } from "./folder.ts";

type Handler = (req: IncomingMessage, res: ServerResponse, pass: () => void) => void;

/** A server in front of another: `handle` answers a request itself, or passes it on. */
async function startProxy(target: string, handle: Handler): Promise<{ endpoint: string; close(): void }> {
  const { hostname, port } = new URL(target);
  const server: Server = createServer((req, res) => {
    handle(req, res, () => {
      const { method, url: path, headers } = req;
      const passed = request({ hostname, port, method, path, headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(res);
      });
      passed.on("error", () => res.destroy());
      req.pipe(passed);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function namesIn(destination: BackupDestination, folder = ""): Promise<string[]> {
  const names: string[] = [];
  for await (const { name, bytes } of destination.list(folder)) names.push(`${name} ${bytes}`);
  return names.sort();
}

describe.each(destinationKinds)("a %s", (kind) => {
  const given = testDestination(kind);

  test("stores, lists, reads and deletes files of every size", async () => {
    const { destination } = given;
    await destination.check();
    const sizes = [0, 1, testPartBytes - 1, testPartBytes, testPartBytes + 1, 5 * testPartBytes + 7];
    for (const size of sizes) {
      expect(await destination.write(`vigie-${size}`, makeBytes(size))).toBe(size);
      expect((await buffer(destination.open(`vigie-${size}`))).equals(Buffer.alloc(size, "x"))).toBe(true);
    }
    await destination.write("pictures/ab/one", makeBytes(10));
    await destination.write("pictures/cd/two", makeBytes(20));
    expect(await namesIn(destination)).toEqual(sizes.map((size) => `vigie-${size} ${size}`).sort());
    expect(await namesIn(destination, "pictures")).toEqual(["pictures/ab/one 10", "pictures/cd/two 20"]);
    expect(await namesIn(destination, "nothing")).toEqual([]);
    for (const size of sizes) await destination.delete(`vigie-${size}`);
    await destination.delete("vigie-none");
    expect(await namesIn(destination)).toEqual([]);
    expect((await errorOf(buffer(destination.open("vigie-0")))).message).toMatch(/^There is no vigie-0 in /);
  });

  test("lists more files than fit on a page", async () => {
    const names = Array.from({ length: 25 }, (_, n) => `many/${String(n).padStart(3, "0")}`);
    for (const name of names) await given.destination.write(name, makeBytes(1));
    expect(await namesIn(given.destination, "many")).toEqual(names.map((name) => `${name} 1`));
    expect(await namesIn(given.destination)).toEqual([]);
  });

  test("a stream that fails, or a stop, leaves nothing", async () => {
    const { destination } = given;
    async function* failing() {
      yield* makeBytes(3 * testPartBytes);
      throw Object.assign(new Error("The database went away."), { code: "ECONNRESET" });
    }
    expect((await errorOf(destination.write("cut", failing()))).message).toBe("The database went away.");
    const stop = new AbortController();
    async function* endless() {
      yield* makeBytes(3 * testPartBytes);
      stop.abort(new Error("Stopped."));
      yield* makeBytes(3 * testPartBytes);
    }
    expect((await errorOf(destination.write("cut", endless(), { signal: stop.signal }))).message).toBe("Stopped.");
    expect(await namesIn(destination)).toEqual([]);
  });

  test.each([
    "",
    "..",
    "../x",
    "a/../b",
    "/etc/passwd",
    "a//b",
    ".hidden",
    "a b",
    "é",
    "a\0b",
    "a\nb",
    "x".repeat(400),
  ])("never touches %j", async (name) => {
    const { destination } = given;
    for (const call of [
      () => destination.write(name, makeBytes(1)),
      () => destination.delete(name),
      () => buffer(destination.open(name)),
      () => destination.link(join(tmpdir(), "x"), name).then((linked) => linked || Promise.reject(new Error("no"))),
    ])
      await expect(call()).rejects.toThrow();
  });
});

describe("a folder", () => {
  const base = mkdtempSync(join(tmpdir(), "vigie-folder-"));
  afterAll(() => rmSync(base, { recursive: true, force: true }));

  test("must exist unless it is ours, and files are for the site's user only", async () => {
    const missing = join(base, "missing");
    expect((await errorOf(folderDestination(missing).check())).message).toBe(
      `The folder ${missing} does not exist: create it, or mount its disk.`,
    );
    const own = folderDestination(missing, { create: true });
    await own.check();
    await own.write("vigie-a", makeBytes(1));
    expect(statSync(missing).mode & 0o777).toBe(0o700);
    expect(statSync(join(missing, "vigie-a")).mode & 0o777).toBe(0o600);
    writeFileSync(join(base, "file"), "x");
    expect((await errorOf(folderDestination(join(base, "file")).check())).message).toContain("is not a folder");
  });

  test("a full disk is refused before and while something is written, and leaves nothing", async () => {
    const full = folderDestination(base, { reserve: Number.MAX_SAFE_INTEGER });
    expect((await errorOf(full.check())).message).toContain("is full");
    expect((await errorOf(full.write("vigie-full", makeBytes(10)))).message).toContain("is full");
    expect(readdirSync(base)).not.toContain("vigie-full");
    expect(readdirSync(base).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("removes only parts of its own that are a day old", async () => {
    const parts = ["11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"];
    for (const name of [...parts.map((part) => `.${part}.part`), "video.part"]) writeFileSync(join(base, name), "x");
    const old = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(join(base, `.${parts[0]}.part`), old, old);
    utimesSync(join(base, "video.part"), old, old);
    await folderDestination(base).removeUnfinished();
    expect(readdirSync(base).filter((name) => name.endsWith(".part"))).toEqual([`.${parts[1]}.part`, "video.part"]);
  });

  test("links a file without taking room, and keeps it when the first name goes", async () => {
    const destination = folderDestination(join(base, "links"), { create: true });
    await destination.check();
    const master = join(base, "master.jpeg");
    writeFileSync(master, "picture");
    expect(await destination.link(master, "pictures/ab/one")).toBe(true);
    expect(await destination.link(master, "pictures/ab/one")).toBe(true);
    expect(statSync(master).nlink).toBe(2);
    rmSync(master);
    expect(String(await buffer(destination.open("pictures/ab/one")))).toBe("picture");
    expect(await destination.link(master, "pictures/ab/two")).toBe(false);
  });

  test("follows no link that somebody who can write to it has put there", async () => {
    const [place, elsewhere] = ["linked", "elsewhere"].map((name) => join(base, name));
    for (const folder of [place, elsewhere]) mkdirSync(folder ?? "");
    writeFileSync(join(elsewhere ?? "", "one"), "of somebody else");
    symlinkSync(elsewhere ?? "", join(place ?? "", "pictures"));
    const destination = folderDestination(place ?? "");
    for (const call of [
      () => namesIn(destination, "pictures"),
      () => destination.delete("pictures/one"),
      () => destination.write("pictures/two", makeBytes(1)),
      () => destination.write("pictures/ab/two", makeBytes(1)),
      () => destination.link(join(elsewhere ?? "", "one"), "pictures/two"),
    ])
      expect((await errorOf(call())).message).toMatch(/\/linked\/pictures is a link: /);
    expect(readdirSync(elsewhere ?? "")).toEqual(["one"]);
  });
});

describe("a bucket", () => {
  let service: Awaited<ReturnType<typeof startBucket>>;
  beforeAll(async () => {
    service = await startBucket();
  });
  afterAll(() => service.close());

  test("says in one sentence why it cannot be used", async () => {
    const refusal = async (changes: Partial<typeof service.access>) =>
      (await errorOf(bucketDestination({ ...service.access, ...changes }, shortTimeouts).check())).message;
    expect(await refusal({ bucket: "nowhere" })).toMatch(/^The server of the backups \(.*\) has no bucket nowhere\.$/);
    expect(await refusal({ endpoint: "http://127.0.0.1:9" })).toMatch(/does not answer \(ECONNREFUSED\)\.$/);
    const closed = await startProxy(service.access.endpoint, (_req, res) => res.writeHead(403).end());
    expect(await refusal({ endpoint: closed.endpoint, secret: "hidden" })).toMatch(
      /^(?!.*hidden).* refuses the key for the bucket pictures\.$/,
    );
    closed.close();
    const silent = await startProxy(service.access.endpoint, () => {});
    expect(await refusal({ endpoint: silent.endpoint })).toMatch(/does not answer\.$/);
    silent.close();
  });

  test("a part that fails is sent again by itself; the file is whole", async () => {
    const sent: string[] = [];
    const proxy = await startProxy(service.access.endpoint, (req, res, pass) => {
      const part = /partNumber=(\d+)/.exec(req.url ?? "")?.[1];
      if (req.method === "PUT" && part) sent.push(part);
      // The third part is cut off once, after its bytes have begun to flow.
      if (part === "3" && sent.filter((one) => one === "3").length === 1) req.once("data", () => res.destroy());
      else pass();
    });
    const destination = bucketDestination(
      { ...service.access, endpoint: proxy.endpoint },
      { ...shortTimeouts, silenceMs: 60_000 },
    );
    await destination.write("vigie-retried", makeBytes(6 * testPartBytes));
    expect(sent.sort()).toEqual(["1", "2", "3", "3", "4", "5", "6"]);
    expect((await buffer(destination.open("vigie-retried"))).equals(Buffer.alloc(6 * testPartBytes, "x"))).toBe(true);
    proxy.close();
  });

  test("an upload that fails is aborted at the service, also when the service stops answering", async () => {
    const aborted: string[] = [];
    const proxy = await startProxy(service.access.endpoint, (req, res, pass) => {
      if (req.method === "DELETE" && req.url?.includes("uploadId=")) {
        aborted.push(req.url);
        res.writeHead(204).end();
      } else if (req.url?.includes("partNumber=4")) {
        // Accepts everything and never answers.
        req.resume();
      } else pass();
    });
    const destination = bucketDestination({ ...service.access, endpoint: proxy.endpoint }, shortTimeouts);
    const error = await errorOf(destination.write("vigie-stuck", makeBytes(9 * testPartBytes)));
    expect(error.message).toMatch(/^The server of the backups \(.*\) does not answer/);
    expect(aborted).toHaveLength(1);
    expect(await namesIn(bucketDestination(service.access))).not.toContainEqual(expect.stringContaining("stuck"));
    proxy.close();
  });

  test("resumes an interrupted download where it stopped", async () => {
    const destination = bucketDestination(service.access, shortTimeouts);
    await destination.write("vigie-read", makeBytes(300_000, "y"));
    const ranges: (string | undefined)[] = [];
    const proxy = await startProxy(service.access.endpoint, async (req, res, pass) => {
      ranges.push(req.headers.range);
      if (ranges.length > 1) return pass();
      res.writeHead(200, { "content-length": 300_000 });
      res.write(Buffer.alloc(100_000, "y"), () => setTimeout(() => res.destroy(), 50));
    });
    const cut = bucketDestination({ ...service.access, endpoint: proxy.endpoint }, shortTimeouts);
    expect((await buffer(cut.open("vigie-read"))).equals(Buffer.alloc(300_000, "y"))).toBe(true);
    expect(ranges).toEqual([undefined, "bytes=100000-"]);
    proxy.close();
  });

  test("sees only its own prefix", async () => {
    const other = bucketDestination({ ...service.access, prefix: "news/site2" }, shortTimeouts);
    await other.write("vigie-other", makeBytes(1));
    const whole = bucketDestination({ ...service.access, prefix: "" }, shortTimeouts);
    await whole.write("vigie-root", makeBytes(1));
    const names = await namesIn(bucketDestination(service.access, shortTimeouts));
    expect(names.filter((name) => /other|root/.test(name))).toEqual([]);
    expect(await namesIn(whole)).toEqual(["vigie-root 1"]);
  });
});
