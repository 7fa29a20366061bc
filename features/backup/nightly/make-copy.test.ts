import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { testDatabase } from "#db/testing.ts";
import { masterKey } from "#features/media/storage-keys.ts";
import { diskStorage } from "#lib/storage/storage.ts";
import { readDestination } from "../destinations/copies.ts";
import type { BackupDestination } from "../destinations/destination.ts";
import { destinationKinds, testDestination } from "../destinations/destination-testing.ts";
import { folderDestination } from "../destinations/folder.ts";
import type { EncryptionKeys } from "../encryption/encryption.ts";
import { readIndex } from "../pictures/archive-index.ts";
import { openPictures } from "../pictures/picture-set.ts";
import { deleteArchives, deleteUnusedPictures } from "../retention/apply-retention.ts";
import { makeCopy } from "./make-copy.ts";

const { sql, url } = testDatabase();
const folder = mkdtempSync(join(tmpdir(), "vigie-copies-"));
const storage = diskStorage(join(folder, "media"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;
const source = { url, sql, storage, dataDir: folder };
const idOf = (n: number) => n.toString(16).padStart(24, "0");
let clock = Date.parse("2026-11-29T03:10:00Z");

async function addPicture(n: number, text = `picture ${n}`): Promise<void> {
  await storage.put(masterKey(idOf(n), "png"), Buffer.from(text));
  await sql`insert into media (id, format, width, height, bytes) values (${idOf(n)}, 'png', 1, 1, ${text.length})`;
}

async function removePicture(n: number): Promise<void> {
  await sql`delete from media where id = ${idOf(n)}`;
  await storage.delete(masterKey(idOf(n), "png"));
}

/** Makes a copy, a day later each time. */
function copyTo(destination: BackupDestination, keys: EncryptionKeys = {}) {
  clock += 86_400_000;
  return makeCopy(source, { destination, keys, pictures: "copied", signal, now: new Date(clock) });
}

async function listNames(destination: BackupDestination, below: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of destination.list(below)) names.push(name);
  return names;
}

/** The pictures of an archive, as a restore reads them. */
async function readBack(
  destination: BackupDestination,
  archive: string,
  keys: EncryptionKeys & { identities?: string[] } = {},
) {
  let set: string | null = null;
  const listed = [];
  for await (const picture of readIndex(destination, archive, (header) => {
    set = header.pictures;
  }))
    listed.push(picture);
  const open = await openPictures(destination, set ?? "", keys);
  const texts: string[] = [];
  for (const { sha256, size } of listed) {
    const bytes = await buffer(open(sha256));
    expect(bytes.length).toBe(size);
    texts.push(bytes.toString());
  }
  return texts.sort();
}

beforeEach(async () => {
  await sql`delete from media`;
  rmSync(join(folder, "media"), { recursive: true, force: true });
});

describe.each(destinationKinds)("to a %s", (kind) => {
  const given = testDestination(kind);

  test("each picture is stored once; those that no kept archive needs are deleted", async () => {
    const { destination } = given;
    for (const n of [1, 2, 3]) await addPicture(n);
    const first = await copyTo(destination);
    expect(first).toMatchObject({ pictures: 3, added: 3 });
    await addPicture(4);
    // The same content as another one.
    await addPicture(5, "picture 1");
    await removePicture(2);
    const second = await copyTo(destination);
    expect(second).toMatchObject({ pictures: 4, added: 1 });
    expect(await copyTo(destination)).toMatchObject({ pictures: 4, added: 0 });
    expect(await readBack(destination, first.archive)).toEqual(["picture 1", "picture 2", "picture 3"]);
    expect(await readBack(destination, second.archive)).toEqual(["picture 1", "picture 1", "picture 3", "picture 4"]);

    const { copies } = await readDestination(destination);
    expect(copies.map(({ bytes }) => bytes)).toContain(first.bytes);
    const clean = () => deleteUnusedPictures(destination, { currentFolder: "pictures", now: new Date(clock), signal });
    expect(await clean()).toBe(0);
    await deleteArchives(destination, { remove: copies.slice(0, 1) }, signal);
    expect(await clean()).toBe(1);
    expect(await listNames(destination, "pictures")).toHaveLength(3);
    expect(await readBack(destination, second.archive)).toHaveLength(4);
  });

  test("what is not ours is neither listed nor deleted", async () => {
    const { destination } = given;
    const bytes = () =>
      (async function* () {
        yield Buffer.from("mine");
      })();
    const foreign = [
      "holiday.tar.zst",
      "vigie-2020-01-01T00-00-00Z.tar.zst",
      "pictures/ab/holiday.jpeg",
      "notes.index.zst",
    ];
    for (const name of foreign) await destination.write(name, bytes());
    await copyTo(destination);
    const { copies, others } = await readDestination(destination);
    expect(others.map(({ name }) => name)).toEqual(["vigie-2020-01-01T00-00-00Z.tar.zst"]);
    await deleteArchives(destination, { remove: copies }, signal);
    await deleteUnusedPictures(destination, { currentFolder: undefined, now: new Date(clock), signal });
    for (const name of foreign) expect(String(await buffer(destination.open(name)))).toBe("mine");
  });

  test("no picture is deleted while an index cannot be read", async () => {
    const { destination } = given;
    await addPicture(7);
    const { archive } = await copyTo(destination);
    const name = archive.replace(".tar.zst", ".index.zst");
    await destination.write(
      name,
      (async function* () {
        yield Buffer.from("damaged");
      })(),
    );
    const before = await listNames(destination, "pictures");
    const options = { currentFolder: "pictures", now: new Date(clock), signal };
    expect(await deleteUnusedPictures(destination, options)).toBe(0);
    expect(await listNames(destination, "pictures")).toEqual(before);
    // The next backup needs no index to know its pictures.
    expect((await copyTo(destination)).pictures).toBe(1);
  });

  test("a copy that fails leaves the pictures, and the next one continues with them", async () => {
    const { destination } = given;
    for (const n of [11, 12, 13]) await addPicture(n);
    const failing: BackupDestination = {
      ...destination,
      write: (name, bytes, options) =>
        name.endsWith(".tar.zst")
          ? Promise.reject(new Error("The line is down."))
          : destination.write(name, bytes, options),
    };
    await expect(copyTo(failing)).rejects.toThrow("The line is down.");
    expect(await copyTo(destination)).toMatchObject({ pictures: 3, added: 0 });
  });
});

describe("encrypted", () => {
  const given = testDestination("folder");

  test("pictures are stored for a key that the passphrase opens; another passphrase gets a set of its own", async () => {
    const { destination } = given;
    await addPicture(1);
    const first = await copyTo(destination, { passphrase: "correct horse battery" });
    expect(first.archive).toMatch(/\.tar\.zst\.age$/);
    const [name = ""] = (await listNames(destination, "")).filter((one) => one.endsWith(".key.age"));
    const [stored = ""] = await listNames(destination, name.replace(".key.age", ""));
    expect(String(await buffer(destination.open(stored)))).toMatch(/^age-encryption\.org\/v1\n/);
    expect(await readBack(destination, first.archive, { passphrase: "correct horse battery" })).toEqual(["picture 1"]);
    await expect(readBack(destination, first.archive, { passphrase: "wrong horse battery" })).rejects.toThrow(
      "this key does not open them",
    );
    const other = await copyTo(destination, { passphrase: "another horse battery" });
    expect(other.added).toBe(1);
    expect(await readBack(destination, other.archive, { passphrase: "another horse battery" })).toEqual(["picture 1"]);
  });

  test("for a public key, pictures can be read with its secret key only, and unused sets go", async () => {
    const { destination } = given;
    const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
    const identity = await generateX25519Identity();
    const recipients = [await identityToRecipient(identity)];
    await addPicture(2);
    const { archive } = await copyTo(destination, { recipients });
    expect(await readBack(destination, archive, { identities: [identity] })).toEqual(["picture 2"]);
    await expect(readBack(destination, archive)).rejects.toThrow("this key does not open them");
    const { copies } = await readDestination(destination);
    await deleteArchives(destination, { remove: copies.filter(({ name }) => name !== archive) }, signal);
    await deleteUnusedPictures(destination, { currentFolder: undefined, now: new Date(clock), signal });
    const names = await listNames(destination, "");
    expect(names.filter((name) => name.endsWith(".key.age"))).toEqual([]);
    expect(names.filter((name) => name.endsWith(".recipients.txt"))).toHaveLength(1);
    expect(await readBack(destination, archive, { identities: [identity] })).toEqual(["picture 2"]);
  });
});

test("on the site's own disk, pictures are links, which outlive a deletion by mistake", async () => {
  const destination = folderDestination(join(folder, "backups"), { create: true });
  await destination.check();
  await addPicture(1);
  const master = join(folder, "media", masterKey(idOf(1), "png"));
  const { archive } = await makeCopy(source, {
    destination,
    keys: {},
    pictures: { linkMaster: (key, name) => destination.link(join(folder, "media", key), name) },
    signal,
  });
  const [name = ""] = await listNames(destination, "pictures");
  expect(statSync(join(folder, "backups", name)).ino).toBe(statSync(master).ino);
  await removePicture(1);
  expect(await readBack(destination, archive)).toEqual(["picture 1"]);
  // A new file under the same key leaves the link as it is.
  await addPicture(1, "another");
  expect(readFileSync(join(folder, "backups", name), "utf8")).toBe("picture 1");
});

test("a clock that was set back never replaces an archive", async () => {
  const destination = folderDestination(join(folder, "clock"), { create: true });
  await destination.check();
  const now = new Date("2026-11-29T03:10:00Z");
  const options = { destination, keys: {}, pictures: "left out", signal, now } as const;
  const names = [await makeCopy(source, options), await makeCopy(source, options)].map(({ archive }) => archive);
  expect(names).toEqual(["vigie-2026-11-29T03-10-00Z.tar.zst", "vigie-2026-11-29T03-10-01Z.tar.zst"]);
  writeFileSync(join(folder, "clock", "vigie-2026-11-29T03-10-02Z.index.zst"), "x");
  expect((await makeCopy(source, options)).archive).toBe("vigie-2026-11-29T03-10-03Z.tar.zst");
});

test("a copy that makes no progress is given up, and leaves nothing under its name", async () => {
  const destination = folderDestination(join(folder, "stalled"), { create: true });
  await destination.check();
  const stalling: BackupDestination = {
    ...destination,
    // Reads one chunk and never another, as a disk or a service that hangs.
    write: (name, bytes, { signal: stop } = {}) =>
      name.endsWith(".tar.zst")
        ? new Promise((_, reject) => {
            // It may end by the stop, too.
            bytes[Symbol.asyncIterator]()
              .next()
              .catch(() => {});
            stop?.addEventListener("abort", () => reject(stop.reason));
          })
        : destination.write(name, bytes),
  };
  const copy = makeCopy(source, { destination: stalling, keys: {}, pictures: "left out", signal, stallMs: 500 });
  await expect(copy).rejects.toThrow("The backup made no progress and was given up.");
  expect(await listNames(destination, "")).toEqual([]);
});
