import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { constants, zstdCompressSync } from "node:zlib";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { DecryptionKeys } from "../encryption/decryption.ts";
import { type EncryptionKeys, encryptStream } from "../encryption/encryption.ts";
import { type ArchiveHeader, headerEntry, manifestEntry } from "./archive-format.ts";
import { openArchive } from "./open-archive.ts";
import { readArchive } from "./read-archive.ts";
import { RowHash } from "./row-hash.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar.ts";
import { TarWriter } from "./tar-writer.ts";

// Archives are made by hand here: ours have none of these faults.

const at = new Date("2026-11-29T03:10:00Z");
const header: ArchiveHeader = {
  product: "vigie",
  format: 1,
  version: "0.1.0",
  migration: { tag: "0001_votes", when: 1 },
  jobsVersion: null,
  madeAt: at.toISOString(),
  siteUrl: "https://example.org",
  pictures: "included",
  tables: [{ schema: "public", name: "settings", columns: ["key", "value"] }],
};
const rows = Buffer.from("a\t1\nb\t2\n");
const key = "aa/aa0000000000000000000000/master.png";
const picture = Buffer.from("a picture");

type Entry = [name: string, content: string | Uint8Array];
const json = (value: unknown) => JSON.stringify(value);

/** The entries of a sound archive, before the manifest. */
const entries: Entry[] = [
  [headerEntry, json(header)],
  ["database/public.settings.000001", rows],
  [`pictures/${key}`, picture],
  ["pictures-000001.sha256", `${"0".repeat(64)} ${picture.length} ${key}\n`],
];

function* tarOf(parts: Entry[], manifest: object): Generator<Uint8Array> {
  const tar = new TarWriter(at);
  for (const [name, content] of parts) yield* tar.entry(name, [Buffer.from(content)]);
  const hash = new RowHash();
  hash.add(rows);
  const sums = { rows: hash.rows, bytes: hash.bytes, rowsHash: hash.digest() };
  const whole = {
    ...header,
    tables: header.tables.map((table) => ({ ...table, ...sums })),
    leftOut: [],
    sequences: [],
    pictureTotals: { count: 1, bytes: picture.length, missing: 0 },
    hasSecrets: false,
    sha256: tar.digest(),
    ...manifest,
  };
  yield* tar.entry(manifestEntry, [Buffer.from(json(whole))]);
  yield* tar.end();
}

/** All bytes of a tar, each copied while it is valid. */
const join = (chunks: Iterable<Uint8Array>) => Buffer.concat(Array.from(chunks, (bytes) => Buffer.from(bytes)));
const sound = (manifest: object = {}, parts = entries) => join(tarOf(parts, manifest));
const replace = (index: number, ...instead: Entry[]) => entries.toSpliced(index, 1, ...instead);

/** Reads an archive in pieces and returns what arrived, or the error's line. */
async function read(bytes: Uint8Array, keys: DecryptionKeys = {}, piece = 1_000) {
  const got: string[] = [];
  async function* source() {
    for (let start = 0; start < bytes.length; start += piece) yield bytes.subarray(start, start + piece);
  }
  try {
    await readArchive(source(), keys, {
      header: () => void got.push("header"),
      async table({ name }, chunks) {
        for await (const chunk of chunks) got.push(`${name} ${Buffer.from(chunk).toString()}`);
      },
      picture: async (name) => void got.push(name),
      secret: (name) => void got.push(name),
    });
  } catch (error) {
    expect(error).toMatchObject({ name: "OperatorError" });
    return { error: error instanceof Error ? error.message : "" };
  }
  return { got };
}
const pack = (tar: Uint8Array) => zstdCompressSync(tar);

test("reads further pictures after a full part of their list", async () => {
  const next = "bb/bb0000000000000000000000/master.png";
  const more: Entry[] = [
    [`pictures/${next}`, picture],
    ["pictures-000002.sha256", `${"0".repeat(64)} ${picture.length} ${next}\n`],
  ];
  const pictureTotals = { count: 2, bytes: 2 * picture.length, missing: 0 };
  const { got } = await read(pack(sound({ pictureTotals }, [...entries, ...more])));
  expect(got).toEqual(expect.arrayContaining([key, next]));
});

test("reads a sound archive in pieces of any size", async () => {
  for (const piece of [1, 100, 100_000]) {
    const { got } = await read(pack(sound()), {}, piece);
    expect(got?.join("\n")).toContain("settings a\t1\nb\t2\n");
  }
});

const link = () => {
  const block = Buffer.from(tarHeader("pictures/x", 0, at));
  block[156] = "2".charCodeAt(0);
  return withChecksum(block);
};
function withChecksum(block: Buffer): Buffer {
  block.write("        ", 148);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}
const afterHeader = (bytes: Uint8Array) => {
  const all = sound();
  const start = 512 + Buffer.byteLength(json(header)) + tarPadding(Buffer.byteLength(json(header))).length;
  return Buffer.concat([all.subarray(0, start), bytes, all.subarray(start)]);
};

const hostile: [string, () => Uint8Array, RegExp][] = [
  ["a path with ..", () => sound({}, replace(2, ["pictures/../../etc/passwd", picture])), /wrong name/],
  ["an absolute path", () => sound({}, replace(2, ["/etc/passwd", picture])), /unknown part/],
  [
    "a picture that is no master",
    () => sound({}, replace(2, [`pictures/${key.replace("master", "640")}`, picture])),
    /wrong name/,
  ],
  [
    "a picture twice",
    () => sound({}, replace(2, [`pictures/${key}`, picture], [`pictures/${key}`, picture])),
    /wrong name/,
  ],
  [
    "a table twice",
    () => sound({}, replace(1, ["database/public.settings.000001", rows], ["database/public.settings.000001", rows])),
    /wrong place/,
  ],
  ["a table that is not listed", () => sound({}, replace(1, ["database/public.members.000001", rows])), /unknown part/],
  ["a symbolic link", () => afterHeader(link()), /not a regular file/],
  [
    "a wrong checksum of a header",
    () => afterHeader(Buffer.concat([tarHeader("pictures/x", 1, at).fill(65, 0, 1)])),
    /wrong checksum/,
  ],
  [
    "a size beyond the file",
    () => afterHeader(tarHeader("database/public.settings.000001", 8 ** 11 - 1, at)),
    /end is missing/,
  ],
  ["a picture of 8 GB", () => claim(entries.slice(0, 2), `pictures/${key}`, 8 ** 11 - 1), /too large/],
  [
    "a listed picture of 8 GB, which would be read into memory",
    () => sound({}, replace(3, ["pictures-000001.sha256", `${"0".repeat(64)} ${8 * 2 ** 30} ${key}\n`])),
    /unreadable list of pictures/,
  ],
  [
    "an empty part of the list of pictures",
    () => sound({}, [...entries, ["pictures-000002.sha256", ""]]),
    /lists too many pictures/,
  ],
  ["a header of 100 MB", () => Buffer.concat([tarHeader(headerEntry, 100 * 2 ** 20, at), rows]), /too large/],
  ["a manifest of 100 MB", () => claim(entries, manifestEntry, 100 * 2 ** 20), /too large/],
  [
    "a table name with SQL",
    () =>
      sound(
        {},
        replace(0, [
          headerEntry,
          json({ ...header, tables: [{ schema: "public", name: 'a"; drop table members; --', columns: ["key"] }] }),
        ]),
      ),
    /unreadable list/,
  ],
  [
    "another schema",
    () =>
      sound(
        {},
        replace(0, [
          headerEntry,
          json({ ...header, tables: [{ schema: "pg_catalog", name: "pg_authid", columns: ["oid"] }] }),
        ]),
      ),
    /unreadable list/,
  ],
  [
    "a newer format",
    () => sound({}, replace(0, [headerEntry, json({ product: "vigie", format: 2, anything: 1 })])),
    /newer version of Vigie/,
  ],
  [
    "other rows than listed",
    () => sound({}, replace(1, ["database/public.settings.000001", "a\t1\nb\t3\n"])),
    /not what its own list says/,
  ],
  ["a wrong sum", () => sound({ sha256: "0".repeat(64) }), /not what its own list says/],
  ["something after the end", () => Buffer.concat([sound(), rows]), /something follows its end/],
  ["no end", () => sound().subarray(0, -tarEnd.length), /end is missing/],
  ["nothing", () => Buffer.alloc(0), /end is missing/],
  ["zeros", () => Buffer.alloc(2_048), /no backup of Vigie|something follows/],
];

/** Some entries, and then the header of one that claims to be huge. */
function claim(parts: Entry[], name: string, size: number): Uint8Array {
  const tar = new TarWriter(at);
  function* write() {
    for (const [entry, content] of parts) yield* tar.entry(entry, [Buffer.from(content)]);
    yield* tar.end();
  }
  return Buffer.concat([join(write()).subarray(0, -tarEnd.length), tarHeader(name, size, at), rows]);
}

test.each(hostile)("refuses %s", async (_name, make, message) => {
  const { error } = await read(pack(make()));
  expect(error).toMatch(/^The backup [^\n]*\.$/);
  expect(error).toMatch(message);
});

test("refuses what is no archive", async () => {
  expect(await read(Buffer.from("hello, this is a text"))).toEqual({ error: "The backup is not a backup of Vigie." });
  expect(await read(Buffer.alloc(0))).toEqual({ error: "The backup is empty." });
});

test("refuses an archive that expands to far more than its size, with little memory", async () => {
  const zeros = Buffer.alloc(64 * 2 ** 20);
  const bomb = join(tarOf(entries.slice(0, 1), {})).subarray(
    0,
    512 + Buffer.byteLength(json(header)) + tarPadding(Buffer.byteLength(json(header))).length,
  );
  const whole = pack(
    Buffer.concat([bomb, tarHeader("database/public.settings.000001", 8 * zeros.length, at), ...Array(8).fill(zeros)]),
  );
  expect(whole.length).toBeLessThan(100_000);
  const rss: number[] = [];
  async function* source() {
    yield whole;
  }
  let received = 0;
  const reading = readArchive(
    source(),
    {},
    {
      header: () => {},
      async table(_table, chunks) {
        for await (const chunk of chunks) {
          received += chunk.length;
          rss.push(chunk.length);
        }
      },
      picture: async () => {},
      secret: () => {},
    },
  );
  await expect(reading).rejects.toThrow("The backup expands to far more than its size.");
  expect(received).toBeLessThan(300 * 2 ** 20);
  expect(Math.max(...rss)).toBeLessThanOrEqual(256 * 2 ** 10);
});

const passphrase = "correct horse battery staple";
const identity = await generateX25519Identity();
// A key needs no work factor: a passphrase takes most of a second.
const recipients = [await identityToRecipient(identity)];
const keys = { identities: [identity] };
async function encrypted(bytes: Uint8Array, keys: EncryptionKeys = { recipients }) {
  async function* source() {
    yield bytes;
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of encryptStream(source(), keys)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test("an encrypted archive is opened by its passphrase only", async () => {
  const bytes = await encrypted(pack(sound()), { passphrase });
  expect((await read(bytes, { passphrase })).got).toContain("header");
  for (const keys of [{}, { passphrase: "another" }])
    expect((await read(bytes, keys)).error).toMatch(/^The backup is encrypted, and no key that was given opens it/);
});

test("refuses a plain archive in the place of an encrypted one", async () => {
  const { error } = await read(pack(sound()), { passphrase, isRequired: true });
  expect(error).toMatch(/^The backup is not encrypted, although it should be: .*\.$/);
  expect((await read(pack(sound()), { passphrase })).got).toContain("header");
  expect((await read(Buffer.alloc(0), { isRequired: true })).error).toBe("The backup is empty.");
});

test("refuses a passphrase's file that asks for a huge amount of memory", async () => {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(2);
  const small = Buffer.from(await encrypter.encrypt(pack(sound()))).toString("latin1");
  const huge = Buffer.from(small.replace(/^(-> scrypt \S+) 2$/m, "$1 30"), "latin1");
  expect((await read(huge, { passphrase })).error).toMatch(/asks for more work .*its work factor is 30/);
});

test("an archive that was cut anywhere is refused", async () => {
  const plain = pack(sound());
  const secret = await encrypted(plain);
  for (const bytes of [plain, secret]) {
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const { error } = await read(bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)), keys);
      expect(error, `${tenth} tenths`).toMatch(/^The backup is .*\.$/);
    }
    expect((await read(bytes.subarray(0, -1), keys)).error).toMatch(/^The backup is .*\.$/);
  }
});

const checkedArchive = zstdCompressSync(sound(), { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

/** The archive, with one byte changed: refused, or the same tar from other bytes of zstd. Returns whether it was read. */
async function readChanged(archive: Uint8Array, position: number, flip: number): Promise<boolean> {
  const bytes = Buffer.from(archive);
  bytes[position] = (bytes[position] ?? 0) ^ flip;
  const { error, got } = await read(bytes, keys);
  const change = `byte ${position} of ${bytes.length}, bits ${flip.toString(2)}`;
  if (error === undefined) {
    expect(await buffer(openArchive(Readable.from([bytes]), keys)), change).toEqual(sound());
    expect(got, change).toEqual((await read(checkedArchive)).got);
  } else expect(error, change).toMatch(/^The backup .*\.$/);
  return error === undefined;
}

test("an archive with one changed byte is refused, unless it still holds the same tar", async () => {
  const secret = await encrypted(checkedArchive);
  await fc.assert(
    fc.asyncProperty(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (isEncrypted, place, flip) => {
      const archive = isEncrypted ? secret : checkedArchive;
      const isRead = await readChanged(archive, place % archive.length, flip);
      // age authenticates each byte.
      if (isEncrypted) expect(isRead).toBe(false);
    }),
    { numRuns: 300 },
  );
});

// zstd can write one content in several ways: with an unused bit, without its checksum, with other tables.
test("no changed bit at the start of an archive changes what is read", async () => {
  const read: number[] = [];
  for (let position = 0; position < 32; position += 1)
    for (let bit = 1; bit < 256; bit *= 2) if (await readChanged(checkedArchive, position, bit)) read.push(position);
  // The fifth byte says which parts the frame's header has (RFC 8878, section 3.1.1.1.1).
  expect(read).toContain(4);
});
