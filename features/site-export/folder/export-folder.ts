import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ConcurrentWrites } from "#features/backup/pictures/concurrent-writes.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { isDiskFull } from "#lib/storage/disk-errors.ts";
import { syncFolder } from "#lib/storage/storage.ts";
import { JsonArrayFile, OutputFile } from "./output-file.ts";

/** Says that a folder is an export, and what is in it. It is written last. */
export const manifestName = "export.json";

/** The names at the top of an export. What has another name was put there by its owner. */
const ownNames =
  /^(?:articles|comments|drafts|media|pages|export\.json|terms\.json|media\.json|(?:members|subscribers)\.csv|README\.md|addresses\.csv|redirects\.(?:csv|map)|_redirects|wordpress(?:-\d+)?\.xml)$/;

/** Files that are written at once, and their size together (bytes). */
const writeLimits = { maxWrites: 16, maxBytes: 32 * 2 ** 20 };

/**
 * The folder of an export. It is written beside its place under another name, and gets its name when it is complete: at
 * every moment the place holds a whole export, the one before or none.
 */
export class ExportFolder {
  readonly #target: string;
  readonly path: string;
  readonly #known = new Set<string>();
  readonly #writes = new ConcurrentWrites(writeLimits);
  readonly #opened = new Set<OutputFile>();
  /** What was written so far. */
  files = 0;
  bytes = 0;

  private constructor(target: string, path: string) {
    this.#target = target;
    this.path = path;
  }

  /**
   * Checks the place and begins a new export beside it.
   * @throws OperatorError with one sentence: it is a file, has other files, or another export writes there
   */
  static async create(target: string): Promise<ExportFolder> {
    checkPlace(target);
    await mkdir(dirname(target), { recursive: true });
    await removeAbandoned(target);
    const path = `${target}.${process.pid}-${randomBytes(3).toString("hex")}.part`;
    // Also of a site without pictures, because other programs are given it as a folder of pictures.
    await mkdir(join(path, "media"), { recursive: true, mode: 0o750 });
    return new ExportFolder(target, path);
  }

  /**
   * Writes a file, a few at the same time; a failure is thrown by a later call.
   * @param size about how many bytes `content` resolves to
   */
  async write(name: string, content: string | (() => Promise<Uint8Array | undefined>), size?: number): Promise<void> {
    const path = await this.#place(name);
    await this.#writes.add(size ?? content.length, async () => {
      const bytes = typeof content === "string" ? Buffer.from(content) : await content();
      if (!bytes) return;
      await writeFile(path, bytes, { flag: "wx", mode: 0o640 });
      this.count(bytes.length);
    });
  }

  /** Waits for all files. Throws the first failure. */
  settle(): Promise<void> {
    return this.#writes.finish();
  }

  /** Opens a file that is written piece by piece. Call `count` with its size when it is closed. */
  async open(name: string, mode?: number): Promise<OutputFile> {
    return OutputFile.create(await this.#place(name), this.#opened, mode);
  }

  async openArray(name: string): Promise<JsonArrayFile> {
    return new JsonArrayFile(await this.open(name));
  }

  count(bytes: number): void {
    this.files += 1;
    this.bytes += bytes;
  }

  /** Writes the manifest and gives the export its name; an earlier one is replaced. */
  async finish(manifest: object): Promise<void> {
    await this.settle();
    await writeFile(join(this.path, manifestName), `${JSON.stringify({ product: "vigie", ...manifest }, null, 2)}\n`, {
      flag: "wx",
      mode: 0o640,
    });
    await syncFolder(this.path);
    // Somebody may have put files there meanwhile.
    checkPlace(this.#target);
    const before = `${this.#target}.${process.pid}-before.part`;
    const replaces = existsSync(this.#target);
    if (replaces) await rename(this.#target, before);
    await rename(this.path, this.#target);
    await syncFolder(dirname(this.#target));
    if (replaces) await rm(before, { recursive: true, force: true });
  }

  /** Removes what was written. */
  async discard(): Promise<void> {
    await this.#writes.close();
    for (const file of this.#opened) await file.abandon();
    await rm(this.path, { recursive: true, force: true });
  }

  async #place(name: string): Promise<string> {
    const path = join(this.path, name);
    const folder = dirname(path);
    if (!this.#known.has(folder)) {
      await mkdir(folder, { recursive: true, mode: 0o750 });
      this.#known.add(folder);
    }
    return path;
  }
}

/** Whether a folder is an export that was completed. */
function isExport(folder: string): boolean {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(folder, manifestName), "utf8"));
    return typeof manifest === "object" && manifest !== null && "product" in manifest && manifest.product === "vigie";
  } catch {
    return false;
  }
}

function checkPlace(target: string): void {
  const info = statSync(target, { throwIfNoEntry: false });
  if (!info) return;
  if (!info.isDirectory()) throw new OperatorError(`${target} is a file: name a new or empty folder.`);
  const names = readdirSync(target);
  if (names.length === 0) return;
  if (!isExport(target))
    throw new OperatorError(`${target} is not empty, and no earlier export: name a new or empty folder.`);
  const strange = names.find((name) => !ownNames.test(name));
  if (strange !== undefined)
    throw new OperatorError(
      `${target} has ${strange}, which is not of the export: an export replaces the whole folder. Move it away or name another folder.`,
    );
}

/** Removes what killed exports to this place left beside it. Throws if one is running. */
async function removeAbandoned(target: string): Promise<void> {
  const start = `${basename(target)}.`;
  for (const name of readdirSync(dirname(target))) {
    const pid = name.startsWith(start) ? /^(\d{1,10})-[a-z0-9]+\.part$/.exec(name.slice(start.length))?.[1] : undefined;
    if (pid === undefined) continue;
    if (Number(pid) !== process.pid && isRunning(Number(pid)))
      throw new OperatorError(`Another export is being written to ${target} (pid ${pid}): give this one another name.`);
    const left = join(dirname(target), name);
    // It was killed between the two renames: the earlier export is still whole.
    if (name.endsWith("-before.part") && !existsSync(target)) await rename(left, target);
    else await rm(left, { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** The failure of an export in words: a full disk, a missing permission. */
export function describeExportFailure(error: unknown, folder: ExportFolder | undefined, target: string): unknown {
  if (isDiskFull(error))
    return new OperatorError(
      `The disk of ${dirname(target)} is full: there was room for ${Math.floor((folder?.bytes ?? 0) / 2 ** 20)} MB of the export. Make room or name another place; nothing was kept of it.`,
      { cause: error },
    );
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new OperatorError(`There is no permission to write to ${dirname(target)}: name another place.`, {
      cause: error,
    });
  if (code === "EBUSY" || code === "EXDEV")
    return new OperatorError(`${target} cannot be replaced, because it is a mounted disk: name a folder in it.`, {
      cause: error,
    });
  return error;
}
