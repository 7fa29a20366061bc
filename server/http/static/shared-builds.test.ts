import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { zstdCompress } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { deriveKey } from "#lib/keyed-hash.ts";
import { signBytes } from "#lib/signed-bytes.ts";
import { diskStorage, type Storage } from "#lib/storage/storage.ts";
import { SharedBuilds } from "./shared-builds.ts";

process.env.AUTH_SECRET = "a secret of this test only, of no value";
let folder: string;
let storage: Storage;
let listings = 0;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "builds-"));
  const bucket = diskStorage(path.join(folder, "bucket"));
  listings = 0;
  storage = {
    ...bucket,
    list(prefix) {
      listings += 1;
      return bucket.list(prefix);
    },
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A machine with a build of one script. */
function machine(name: string, buildId: string, refreshMs = 0, maxWaitMs = 60_000): SharedBuilds {
  const staticFolder = path.join(folder, name, "static");
  mkdirSync(path.join(staticFolder, "chunks"), { recursive: true });
  for (const ending of ["", ".br", ".gz"])
    writeFileSync(path.join(staticFolder, "chunks", `${buildId}.js${ending}`), `script of ${buildId}${ending}`);
  return new SharedBuilds({
    storage,
    buildId,
    staticFolder,
    folder: path.join(folder, name, "others"),
    secure: false,
    refreshMs,
    retryMs: 0,
    maxWaitMs,
  });
}

const scriptOf = (buildId: string) => `/_next/static/chunks/${buildId}.js`;

test("machines with different builds serve each other's files, also the one that started first", async () => {
  const [one, two] = [machine("one", "a"), machine("two", "b")];
  await one.share();
  expect(await one.find(scriptOf("b"))).toBeUndefined();
  await two.share();
  expect((await one.find(scriptOf("b")))?.has(scriptOf("b"))).toBe(true);
  expect((await two.find(scriptOf("a")))?.has(scriptOf("a"))).toBe(true);
  const [unpacked] = readdirSync(path.join(folder, "one", "others"));
  const copy = path.join(folder, "one", "others", unpacked ?? "", "chunks", "b.js.br");
  expect(readFileSync(copy, "utf8")).toBe("script of b.br");
});

test("requests for files that nobody has cost one listing of the bucket", async () => {
  const one = machine("one", "a", 3_600_000);
  await Promise.all(Array.from({ length: 100 }, (_, n) => one.find(`/_next/static/made-up-${n}.js`)));
  expect(await one.find("/_next/static/later.js")).toBeUndefined();
  expect(listings).toBe(1);
});

test("only the newest builds stay in the bucket", async () => {
  for (const id of ["a", "b", "c", "d", "e", "f", "g"]) await machine(id, id).share();
  const keys: string[] = [];
  for await (const key of storage.list("builds")) keys.push(key);
  expect(keys).toHaveLength(5);
});

const archiveOf = (name: string) =>
  promisify(zstdCompress)(
    Buffer.from(JSON.stringify({ files: [{ path: name, content: Buffer.from("x").toString("base64") }] })),
  );

test("an archive that is damaged, or has a path outside its folder, is not unpacked", async () => {
  const one = machine("one", "a");
  const key = deriveKey("static files of a build");
  await storage.put("builds/1", signBytes(key, "builds/1", await archiveOf("../../outside.js")));
  await storage.put("builds/2", signBytes(key, "builds/2", Buffer.from("nothing")));
  expect(await one.find("/_next/static/outside.js")).toBeUndefined();
  expect(await one.find("/_next/outside.js")).toBeUndefined();
  await storage.put("builds/3", signBytes(key, "builds/3", await archiveOf("inside.js")));
  expect((await one.find("/_next/static/inside.js"))?.has("/_next/static/inside.js")).toBe(true);
});

test("an archive that was not stored by this site is not served", async () => {
  const one = machine("one", "a");
  await storage.put("builds/1", await archiveOf("added.js"));
  expect(await one.find("/_next/static/added.js")).toBeUndefined();
});

test("the unpacked files of builds that are no longer stored are deleted", async () => {
  const one = machine("one", "a");
  await machine("two", "b").share();
  await one.find(scriptOf("b"));
  const others = path.join(folder, "one", "others");
  expect(readdirSync(others)).toHaveLength(1);
  for await (const key of storage.list("builds")) await storage.delete(key);
  await one.find("/_next/static/unknown.js");
  expect(readdirSync(others)).toHaveLength(0);
});

test("a bucket that is away is no error for a reader", async () => {
  const one = machine("one", "a");
  storage.list = () => {
    throw new Error("away");
  };
  expect(await one.find(scriptOf("b"))).toBeUndefined();
});

test("a reader does not wait for a bucket that never answers, and gets the file once it has answered", async () => {
  await machine("two", "b").share();
  const answers = Promise.withResolvers<void>();
  const { list } = storage;
  storage.list = async function* (prefix) {
    await answers.promise;
    yield* list(prefix);
  };
  const one = machine("one", "a", 0, 20);
  for (let request = 0; request < 3; request += 1) expect(await one.find(scriptOf("b"))).toBeUndefined();
  answers.resolve();
  await expect.poll(async () => (await one.find(scriptOf("b")))?.has(scriptOf("b")), { timeout: 60_000 }).toBe(true);
});

test("a build that could not be read once is read later", async () => {
  const [one, two] = [machine("one", "a"), machine("two", "b")];
  await two.share();
  const { read } = storage;
  storage.read = async () => {
    throw new Error("away");
  };
  expect(await one.find(scriptOf("b"))).toBeUndefined();
  storage.read = read;
  expect((await one.find(scriptOf("b")))?.has(scriptOf("b"))).toBe(true);
});

test("after a return to an old build, machines of the next build find its files, and keep them in the bucket", async () => {
  for (const id of ["a", "b", "c", "d", "e", "f"]) await machine(id, id).share();
  await machine("b", "b").share();
  const next = machine("g", "g");
  await next.share();
  expect((await next.find(scriptOf("b")))?.has(scriptOf("b"))).toBe(true);
});

test("machines of one build store it once", async () => {
  let stored = 0;
  const { put } = storage;
  storage.put = (key, bytes) => {
    stored += 1;
    return put(key, bytes);
  };
  for (const name of ["one", "two", "three"]) await machine(name, "a").share();
  expect(stored).toBe(1);
});
