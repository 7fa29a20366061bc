import type { ZodType } from "zod";
import { parsePictureKey } from "#features/media/storage-keys.ts";
import type { DecryptionKeys } from "../encryption/decryption.ts";
import {
  type ArchiveHeader,
  type ArchiveManifest,
  type ArchivePicture,
  type ArchiveTable,
  archiveFormat,
  archiveHeaderSchema,
  archiveManifestSchema,
  headerEntry,
  manifestEntry,
  pictureListEntry,
  type SecretName,
  secretEntry,
  secretNames,
  tableEntry,
} from "./archive-format.ts";
import { describeDamage } from "./describe-damage.ts";
import { DamagedArchiveError, openArchive } from "./open-archive.ts";
import type { SiteTable } from "./queries.ts";
import { RowHash } from "./row-hash.ts";
import { TarReader } from "./tar-reader.ts";

/** The largest entries that are read into memory (bytes): larger ones are refused before anything is allocated. */
const maxHeaderBytes = 2 * 2 ** 20;
const maxManifestBytes = 4 * 2 ** 20;
const maxPictureBytes = 64 * 2 ** 20;
const maxPictureListBytes = 8 * 2 ** 20;
const maxPictures = 2_000_000;
const maxSecretBytes = 1_024;

/** What is done with the parts of an archive, in their order. None of it may count before `readArchive` returns. */
export interface ArchiveReceiver {
  /** Refuses an archive that cannot be used: by throwing. Nothing else has been read. */
  header(header: ArchiveHeader): Promise<void> | void;
  /** Called for each table with rows. All of `rows`, in COPY's text format, must be read. */
  table(table: SiteTable, rows: AsyncIterable<Uint8Array>): Promise<void>;
  picture(key: string, bytes: Uint8Array): Promise<void>;
  /** Called after the pictures that a part of the list names, for each of them. */
  listedPicture?(picture: ArchivePicture): Promise<void> | void;
  secret(name: SecretName, bytes: Uint8Array): Promise<void> | void;
}

/**
 * Reads an archive to its end, and compares everything in it with its manifest.
 * @param source the archive's bytes
 * @param onBytes receives how much of them was read
 * @returns the manifest
 * @throws OperatorError with one sentence if the archive is damaged, incomplete or newer than this code, or if no key
 *   opens it; what the receiver throws
 */
export async function readArchive(
  source: AsyncIterable<Uint8Array>,
  keys: DecryptionKeys,
  receiver: ArchiveReceiver,
  onBytes?: (bytes: number) => void,
): Promise<ArchiveManifest> {
  const tar = new TarReader(openArchive(source, keys, onBytes));
  try {
    return await readEntries(tar, receiver);
  } catch (error) {
    throw describeDamage(error);
  } finally {
    await tar.close();
  }
}

async function readEntries(tar: TarReader, receiver: ArchiveReceiver): Promise<ArchiveManifest> {
  let entry = await tar.next();
  if (entry?.name !== headerEntry) throw new DamagedArchiveError("is not a backup of Vigie");
  const header = parseHeader(await tar.readAll(maxHeaderBytes));
  await receiver.header(header);
  entry = await tar.next();

  const seen: ArchiveTable[] = [];
  for (const table of header.tables) {
    const rows = new RowHash();
    if (entry?.name === tableEntry(table, 1)) {
      await receiver.table(table, rowsOf(table));
      if (entry?.name.startsWith(tableEntry(table, 0).slice(0, -6)))
        throw new DamagedArchiveError("has rows in a wrong place");
    }
    seen.push({ ...table, rows: rows.rows, bytes: rows.bytes, rowsHash: rows.digest() });

    async function* rowsOf({ schema, name }: SiteTable): AsyncGenerator<Uint8Array> {
      for (let part = 1; entry?.name === tableEntry({ schema, name }, part); part += 1) {
        for await (const bytes of tar.content()) {
          rows.add(bytes);
          yield bytes;
        }
        entry = await tar.next();
      }
    }
  }

  const pictures = { count: 0, bytes: 0 };
  const listed = { count: 0, bytes: 0 };
  let previous = "";
  // A part of the list follows the pictures that it names; further pictures may follow it.
  for (let part = 1; ; entry = await tar.next()) {
    if (entry?.name.startsWith("pictures/")) {
      const key = entry.name.slice("pictures/".length);
      // In the order of the keys, so that none is there twice.
      if (!isMasterKey(key) || key <= previous) throw new DamagedArchiveError("has a picture under a wrong name");
      previous = key;
      pictures.count += 1;
      pictures.bytes += entry.size;
      await receiver.picture(key, await tar.readAll(maxPictureBytes));
    } else if (entry?.name === pictureListEntry(part)) {
      part += 1;
      // Of empty parts, a small archive could have any number.
      if (entry.size === 0 || listed.count > maxPictures) throw new DamagedArchiveError("lists too many pictures");
      for (const picture of parsePictureList(await tar.readAll(maxPictureListBytes))) {
        listed.count += 1;
        listed.bytes += picture.size;
        await receiver.listedPicture?.(picture);
      }
    } else break;
  }
  let hasSecrets = false;
  for (const name of secretNames) {
    if (entry?.name !== secretEntry(name)) continue;
    hasSecrets = true;
    await receiver.secret(name, await tar.readAll(maxSecretBytes));
    entry = await tar.next();
  }

  if (entry?.name !== manifestEntry) throw new DamagedArchiveError("has an unknown part");
  const { hashBefore } = tar;
  const manifest = parseJson(archiveManifestSchema, await tar.readAll(maxManifestBytes));
  if (await tar.next()) throw new DamagedArchiveError("has something after its end");
  const isEqual =
    manifest.sha256 === hashBefore &&
    JSON.stringify(archiveHeaderSchema.parse({ ...manifest, tables: header.tables })) === JSON.stringify(header) &&
    JSON.stringify(manifest.tables) === JSON.stringify(seen) &&
    manifest.hasSecrets === hasSecrets &&
    (header.pictures === "included" ? isSameSum(pictures, listed) : pictures.count === 0) &&
    isSameSum(manifest.pictureTotals, listed);
  if (!isEqual) throw new DamagedArchiveError("is not what its own list says");
  return manifest;
}

const isSameSum = (one: { count: number; bytes: number }, other: { count: number; bytes: number }) =>
  one.count === other.count && one.bytes === other.bytes;

function isMasterKey(key: string): boolean {
  return key.split("/").at(-1)?.startsWith("master.") === true && parsePictureKey(key) !== undefined;
}

function parseHeader(bytes: Buffer): ArchiveHeader {
  const { format } = parseJson(archiveHeaderSchema.pick({ product: true, format: true }), bytes);
  if (format > archiveFormat)
    throw new DamagedArchiveError(
      `was made by a newer version of Vigie (format ${format}, and this one knows ${archiveFormat})`,
    );
  const header = parseJson(archiveHeaderSchema, bytes);
  const names = header.tables.map(({ schema, name }) => `${schema}.${name}`);
  if (new Set(names).size !== names.length) throw new DamagedArchiveError("lists a table twice");
  return header;
}

function parseJson<T>(schema: ZodType<T>, bytes: Buffer): T {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    throw new DamagedArchiveError("has an unreadable list");
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new DamagedArchiveError("has an unreadable list");
  return parsed.data;
}

function* parsePictureList(bytes: Buffer): Generator<ArchivePicture> {
  for (const line of bytes.toString("latin1").split("\n").slice(0, -1)) {
    const [sha256 = "", size = "", key = ""] = line.split(" ");
    // One that lies beside the archive is read into memory too.
    const isPicture = /^[0-9a-f]{64}$/.test(sha256) && /^\d{1,12}$/.test(size) && Number(size) <= maxPictureBytes;
    if (!isPicture || !isMasterKey(key)) throw new DamagedArchiveError("has an unreadable list of pictures");
    yield { key, size: Number(size), sha256 };
  }
}
