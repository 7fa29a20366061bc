import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { OperatorError } from "#lib/operator-error.ts";
import { readDiskSpace } from "#lib/storage/disk-space.ts";
import { syncFolder } from "#lib/storage/storage.ts";
import { type BackupDestination, checkName, isBackupName, missingFile, watchSource } from "./destination.ts";

/** Archives contain personal data: only the site's own user may read them. */
const fileMode = 0o600;
const folderMode = 0o700;
/** After how many written bytes the free space is looked at again. */
const spaceCheckBytes = 64 * 2 ** 20;
/** What is left free on a disk (bytes), so that a backup never stops the database beside it. */
const reservedBytes = 256 * 2 ** 20;
const readBytes = 256 * 2 ** 10;
const abandonedMs = 86_400_000;

interface FolderOptions {
  /** Creates the folder. A folder on another disk must exist: a missing one means that the disk is not mounted. */
  create?: boolean;
  /** What is left free on its disk (bytes). */
  reserve?: number;
}

/** A folder of this machine as a destination. */
export function folderDestination(
  folder: string,
  { create = false, reserve = reservedBytes }: FolderOptions = {},
): BackupDestination {
  const pathOf = (name: string) => join(folder, checkName(name));
  /** The path of a file that is to be listed or changed: anyone who can write to the folder could make a link in it. */
  const ownPathOf = async (name: string) => {
    for (let at = name.indexOf("/"); at !== -1; at = name.indexOf("/", at + 1)) await refuseLink(name.slice(0, at));
    return pathOf(name);
  };
  const refuseLink = async (name: string) => {
    const path = pathOf(name);
    if ((await lstat(path).catch(ifMissing))?.isSymbolicLink())
      throw new OperatorError(`${path} is a link: backups are stored in folders only. Put a folder in its place.`);
  };
  const freeBytes = async () => (await readDiskSpace(folder)).freeBytes;
  const requireSpace = async () => {
    if ((await freeBytes()) < reserve)
      throw new OperatorError(`The disk of ${folder} is full: less than ${Math.round(reserve / 2 ** 20)} MB are free.`);
  };

  /** Moves a complete part to its name, so that it is there after a power failure. */
  async function publish(part: string, path: string): Promise<void> {
    await rename(part, path);
    await syncFolder(dirname(path));
  }

  return {
    location: folder,
    async check() {
      try {
        if (create) await mkdir(folder, { recursive: true, mode: folderMode });
        if (!(await stat(folder)).isDirectory()) throw Object.assign(new Error("a file"), { code: "ENOTDIR" });
        const probe = join(folder, `.${randomUUID()}.part`);
        await (await open(probe, "wx", fileMode)).close();
        await rm(probe);
      } catch (error) {
        throw new OperatorError(describeFolderError(error, folder), { cause: error });
      }
      await requireSpace();
    },
    async write(name, source, { signal } = {}) {
      const path = await ownPathOf(name);
      await mkdir(dirname(path), { recursive: true, mode: folderMode });
      const part = join(dirname(path), `.${randomUUID()}.part`);
      const origin = watchSource(source);
      let bytes = 0;
      let unchecked = spaceCheckBytes;
      try {
        const file = await open(part, "wx", fileMode);
        try {
          for await (const chunk of origin.chunks) {
            signal?.throwIfAborted();
            if (unchecked >= spaceCheckBytes) {
              await requireSpace();
              unchecked = 0;
            }
            await file.writeFile(chunk);
            bytes += chunk.length;
            unchecked += chunk.length;
          }
          signal?.throwIfAborted();
          await file.sync();
        } finally {
          await file.close();
        }
        await publish(part, path);
      } catch (error) {
        await rm(part, { force: true }).catch(() => {});
        if (isDiskError(error) && !origin.failed(error))
          throw new OperatorError(describeFolderError(error, folder), { cause: error });
        throw error;
      }
      return bytes;
    },
    async *open(name) {
      try {
        yield* createReadStream(pathOf(name), { highWaterMark: readBytes });
      } catch (error) {
        throw codeOf(error) === "ENOENT" ? missingFile(name, folder) : error;
      }
    },
    async *list(below) {
      const base = below === "" ? folder : pathOf(below);
      if (below !== "") await refuseLink(below);
      for await (const name of walk(base, below !== "")) {
        const found = await stat(join(base, name)).catch(ifMissing);
        // A file of somebody else may have any name.
        const full = below === "" ? name : `${below}/${name}`;
        if (found?.isFile() && isBackupName(full)) yield { name: full, bytes: found.size };
      }
    },
    async delete(name) {
      const path = await ownPathOf(name);
      await rm(path, { force: true });
      await syncFolder(dirname(path));
    },
    async removeUnfinished() {
      for await (const name of walk(folder, true)) {
        const path = join(folder, name);
        if (!/(?:^|\/)\.[0-9a-f-]{36}\.part$/.test(name)) continue;
        const found = await stat(path).catch(ifMissing);
        if (found && Date.now() - found.mtimeMs > abandonedMs) await rm(path, { force: true });
      }
    },
    freeBytes,
    async link(path, name) {
      const target = await ownPathOf(name);
      const part = join(dirname(target), `.${randomUUID()}.part`);
      await mkdir(dirname(target), { recursive: true, mode: folderMode });
      try {
        await link(path, part);
      } catch (error) {
        // Another disk, a file system without links, or a picture that was deleted meanwhile.
        if (["EXDEV", "EPERM", "ENOTSUP", "EMLINK", "ENOENT"].includes(codeOf(error))) return false;
        throw error;
      }
      await rename(part, target);
      // Of two names of one file, rename removes neither.
      await rm(part, { force: true });
      return true;
    },
  };
}

/** The paths below a folder; of its files only, or those of its subfolders too. */
async function* walk(folder: string, deep: boolean): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ifMissing);
  for (const entry of entries ?? []) {
    if (entry.isFile()) yield entry.name;
    if (entry.isDirectory() && deep)
      for await (const below of walk(join(folder, entry.name), deep)) yield `${entry.name}/${below}`;
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";

const isDiskError = (error: unknown) =>
  ["ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "EIO", "ENOENT", "ENOTDIR", "ESTALE"].includes(codeOf(error)) &&
  !(error instanceof OperatorError);

function ifMissing(error: unknown): undefined {
  if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
  throw error;
}

function describeFolderError(error: unknown, folder: string): string {
  const code = codeOf(error);
  if (code === "ENOENT") return `The folder ${folder} does not exist: create it, or mount its disk.`;
  if (code === "ENOTDIR" || code === "EEXIST") return `${folder} is not a folder.`;
  if (code === "ENOSPC" || code === "EDQUOT") return `The disk of ${folder} is full.`;
  if (code === "EACCES" || code === "EPERM") return `The site's user may not write to the folder ${folder}.`;
  if (code === "EROFS") return `The disk of ${folder} is read-only.`;
  return `The folder ${folder} cannot be used (${code || String(error)}).`;
}
