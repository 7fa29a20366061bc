import { createReadStream, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { readArchive } from "#features/backup/archive/read-archive.ts";
import type { BackupDestination } from "#features/backup/destinations/destination.ts";
import { folderDestination } from "#features/backup/destinations/folder.ts";
import { openArchiveAddress } from "#features/backup/destinations/open-destination.ts";
import type { DecryptionKeys } from "#features/backup/encryption/decryption.ts";
import { env } from "#lib/env.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { resolveFromCaller } from "../cli/run-command.ts";
import { findMigration } from "./migrate-to.ts";

/** The bytes of an archive, how many there are, if known, and the place where it is: its pictures may be beside it. */
export interface ArchiveSource {
  stream: AsyncIterable<Uint8Array>;
  size: number | undefined;
  destination?: BackupDestination;
  /** Its name there. */
  name?: string;
}

/** Opens a file, an archive in a bucket, or standard input for `-`. Throws an OperatorError if there is none. */
export async function openArchiveSource(address: string): Promise<ArchiveSource> {
  if (address === "-") {
    if (process.stdin.isTTY)
      throw new OperatorError("Standard input is a terminal: pipe the backup into this command, or name its file.");
    return { stream: process.stdin, size: undefined };
  }
  if (/^s3:\/\//i.test(address)) return openInBucket(address);
  const file = resolveFromCaller(address);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new OperatorError(`There is no file ${file}.`);
  if (found.isDirectory()) throw new OperatorError(`${file} is a folder: name the backup's file in it.`);
  return {
    stream: createReadStream(file, { highWaterMark: 2 ** 20 }),
    size: found.isFile() ? found.size : undefined,
    destination: folderDestination(dirname(file)),
    name: basename(file),
  };
}

/**
 * Reads the first entry of an archive, before anything is made for it. Standard input can be read once only, and is not
 * looked at.
 * @throws OperatorError if no key opens it, if it is no backup, or if a newer version made it
 */
export async function checkArchiveStart(address: string, keys: DecryptionKeys): Promise<void> {
  if (address === "-") return;
  const source = await openArchiveSource(address);
  const enough = new Error("The first entry was read.");
  await readArchive(source.stream, keys, {
    header(header) {
      findMigration(header);
      throw enough;
    },
    table: async () => {},
    picture: async () => {},
    secret: () => {},
  }).catch((error: unknown) => {
    if (error !== enough) throw error;
  });
}

async function openInBucket(address: string): Promise<ArchiveSource> {
  const { destination, name } = openArchiveAddress(address, env());
  if (!name) throw new OperatorError(`${address} does not name a backup: add its name, as in s3://BUCKET/PREFIX/NAME.`);
  for await (const file of destination.list(""))
    if (file.name === name) return { stream: destination.open(name), size: file.bytes, destination, name };
  throw new OperatorError(`There is no ${basename(name)} in ${destination.location}.`);
}
