import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { link, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { syncFolder } from "#lib/storage/storage.ts";
import { isRunning } from "../process/processes.mjs";

/**
 * Writes an archive to a file. It has another name until it is complete and on the disk, and never replaces a file.
 * @returns its size in bytes
 * @throws OperatorError with one sentence: the file exists, is being written, or the disk is full
 */
export async function writeArchiveFile(file: string, stream: AsyncIterable<Uint8Array>): Promise<number> {
  refuseExisting(file);
  await removeLeftParts(file);
  const part = `${file}.${process.pid}.part`;
  let bytes = 0;
  try {
    const handle = await open(part, "wx", 0o600);
    try {
      for await (const chunk of stream) {
        await handle.writeFile(chunk);
        bytes += chunk.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    await nameFinished(part, file);
    await syncFolder(dirname(file));
    return bytes;
  } catch (error) {
    throw describeWriteFailure(error, file, bytes);
  } finally {
    await rm(part, { force: true });
  }
}

/** The error of a backup under a name that is taken. */
export const existsAlready = (file: string) =>
  new OperatorError(`${file} already exists, and a backup never replaces a file: use another name.`);

function refuseExisting(file: string): void {
  if (existsSync(file)) throw existsAlready(file);
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    throw new OperatorError(`There is no folder ${dirname(file)}: create it first.`);
}

/** Removes what killed backups of this name left. Throws if one is running. */
async function removeLeftParts(file: string): Promise<void> {
  const start = `${basename(file)}.`;
  for (const name of readdirSync(dirname(file))) {
    const pid = name.startsWith(start) ? /^(\d{1,10})\.part$/.exec(name.slice(start.length))?.[1] : undefined;
    if (pid === undefined) continue;
    if (isRunning(Number(pid)))
      throw new OperatorError(`Another backup is being written to ${file} (pid ${pid}): give this one another name.`);
    rmSync(join(dirname(file), name), { force: true });
  }
}

/** Removes from a folder what killed backups of any name left there. */
export function removeAbandonedParts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = /\.tar\.zst(?:\.age)?\.(\d{1,10})\.part$/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(folder, name), { force: true });
  }
}

/** Unlike a rename, a link replaces no file that has appeared meanwhile; some file systems have none. */
async function nameFinished(part: string, file: string): Promise<void> {
  try {
    await link(part, file);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    refuseExisting(file);
    await rename(part, file);
  }
}

function describeWriteFailure(error: unknown, file: string, bytes: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "ENOSPC" || code === "EDQUOT")
    return new OperatorError(
      `The disk of ${dirname(file)} is full: there was room for ${Math.floor(bytes / 2 ** 20)} MB of the backup. Make room or name another place; nothing was kept of it.`,
      { cause: error },
    );
  if (code === "EEXIST") return existsAlready(file);
  return error;
}

/** Writes an archive to standard output, as fast as it is read. Returns its size. Throws if the reader goes away. */
export async function writeArchiveOutput(stream: AsyncIterable<Uint8Array>): Promise<number> {
  if (process.stdout.isTTY)
    throw new OperatorError("Standard output is a terminal: redirect it to a file or into another program.");
  let bytes = 0;
  for await (const chunk of stream) {
    await new Promise<void>((done, fail) =>
      process.stdout.write(chunk, (error) => (error ? fail(error) : done())),
    ).catch((error: unknown) => {
      throw new OperatorError(
        "The program that read the backup from standard output has stopped: the backup is incomplete.",
        {
          cause: error,
        },
      );
    });
    bytes += chunk.length;
  }
  return bytes;
}
