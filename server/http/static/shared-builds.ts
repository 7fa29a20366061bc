import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import { z } from "zod";
import { deriveKey } from "#lib/keyed-hash.ts";
import { log } from "#lib/log/log.ts";
import { signBytes, verifyBytes } from "#lib/signed-bytes.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { StaticFiles } from "./static-files.ts";

/** Builds that stay in the bucket: the running one, the one before, and a few that were tried. */
const maxStoredBuilds = 5;
/** Other builds whose files one process serves. */
const maxOtherBuilds = 3;
/** The shortest time between two listings of the bucket (ms), however many unknown files are requested. */
const defaultRefreshMs = 2_000;
/** A build that could not be read is tried again after this time (ms). */
const defaultRetryMs = 30_000;
/** How long a request waits for the bucket (ms); the search goes on for the next one. */
const defaultMaxWaitMs = 5_000;
/** The files of a build are about 8 MB. */
const maxArchiveBytes = 128 * 1024 * 1024;

const folderKey = "builds";
/** Write access to the bucket must not be enough to add scripts to the site. */
const keyPurpose = "static files of a build";
const [pack, unpack] = [promisify(zstdCompress), promisify(zstdDecompress)];

/** A path below `.next/static`: no part is empty, or begins with a dot. */
const filePath = /^[\w~@()[\]-][\w.~@()[\]-]*(?:\/[\w~@()[\]-][\w.~@()[\]-]*)*$/;
const archiveSchema = z.object({
  files: z.array(z.object({ path: z.string().max(500).regex(filePath), content: z.base64() })).max(5_000),
});

interface SharedBuildsOptions {
  storage: Storage;
  /** The id of this process's build, and its `.next/static`. */
  buildId: string;
  staticFolder: string;
  /** Where the files of other builds are unpacked. */
  folder: string;
  secure: boolean;
  refreshMs?: number;
  retryMs?: number;
  maxWaitMs?: number;
}

/**
 * The static files of the builds that several machines run during an upgrade: a browser may get a page from one machine
 * and request its scripts from another. Each machine stores its own in the bucket before it serves, and finds those of
 * others there when they are requested.
 */
export class SharedBuilds {
  readonly #options: Required<SharedBuildsOptions>;
  readonly #ownKey: string;
  readonly #others = new Map<string, StaticFiles>();
  /** When builds could not be read, by key. */
  readonly #failedAt = new Map<string, number>();
  #isFailing = false;
  #refreshedAt = Number.NEGATIVE_INFINITY;
  #refreshing: Promise<void> | undefined;

  constructor(options: SharedBuildsOptions) {
    this.#options = {
      refreshMs: defaultRefreshMs,
      retryMs: defaultRetryMs,
      maxWaitMs: defaultMaxWaitMs,
      ...options,
    };
    this.#ownKey = keyOf(options.buildId);
  }

  /**
   * Stores this build's files, and deletes those of old builds. After a return to an earlier build its files are stored
   * again: the builds that run must be the newest ones.
   */
  async share(): Promise<void> {
    const { storage, staticFolder } = this.#options;
    if ((await this.#listStored())[0]?.key !== this.#ownKey) {
      const files = await readFiles(staticFolder);
      const archive = await pack(Buffer.from(JSON.stringify({ files })));
      await storage.put(this.#ownKey, signBytes(deriveKey(keyPurpose), this.#ownKey, archive));
    }
    for (const { key } of (await this.#listStored()).slice(maxStoredBuilds))
      if (key !== this.#ownKey) await storage.delete(key);
  }

  /** Returns the files of another build that has this address; undefined if there is none. */
  async find(address: string): Promise<StaticFiles | undefined> {
    const known = this.#findKnown(address);
    if (known) return known;
    if (performance.now() - this.#refreshedAt >= this.#options.refreshMs) {
      this.#refreshing ??= this.#refresh().finally(() => {
        this.#refreshedAt = performance.now();
        this.#refreshing = undefined;
      });
    }
    if (this.#refreshing)
      await Promise.race([this.#refreshing, sleep(this.#options.maxWaitMs, undefined, { ref: false })]);
    return this.#findKnown(address);
  }

  #findKnown(address: string): StaticFiles | undefined {
    return [...this.#others.values()].find((files) => files.has(address));
  }

  async #refresh(): Promise<void> {
    try {
      const stored = (await this.#listStored()).filter(({ key }) => key !== this.#ownKey).slice(0, maxOtherBuilds);
      for (const key of this.#others.keys()) if (!stored.some((one) => one.key === key)) this.#others.delete(key);
      for (const { key } of stored) if (!this.#others.has(key)) await this.#open(key);
      await this.#deleteUnpacked(stored.map(({ key }) => path.basename(key)));
      this.#isFailing = false;
    } catch (error) {
      // Once for each outage: anyone can request files that do not exist.
      if (this.#isFailing) return;
      this.#isFailing = true;
      log.warn(
        { err: error },
        "The bucket could not be searched for static files of other builds: during an upgrade, pages may lack their scripts.",
      );
    }
  }

  /** Deletes the unpacked files of builds that are no longer served. */
  async #deleteUnpacked(kept: readonly string[]): Promise<void> {
    const { folder } = this.#options;
    for (const name of existsSync(folder) ? await readdir(folder) : [])
      if (!kept.includes(name)) await rm(path.join(folder, name), { recursive: true, force: true });
  }

  /** The stored builds, the newest first. */
  async #listStored(): Promise<{ key: string; at: number }[]> {
    const { storage } = this.#options;
    const builds: { key: string; at: number }[] = [];
    for await (const key of storage.list(folderKey))
      builds.push({ key, at: (await storage.storedAt(key))?.getTime() ?? 0 });
    return builds.toSorted((a, b) => b.at - a.at);
  }

  /** Opens a build, and unpacks it first if necessary. */
  async #open(key: string): Promise<void> {
    const { storage, folder, secure, retryMs } = this.#options;
    if (performance.now() - (this.#failedAt.get(key) ?? Number.NEGATIVE_INFINITY) < retryMs) return;
    const target = path.join(folder, path.basename(key));
    try {
      if (!existsSync(target)) {
        const signed = await storage.read(key);
        if (!signed) return;
        const archive = verifyBytes(deriveKey(keyPurpose), key, Buffer.from(signed));
        if (!archive) throw new Error("Another site, or one with another secret, has stored it.");
        await unpackInto(target, archive);
      }
      this.#others.set(key, await StaticFiles.open({ build: target, public: "", secure }));
      this.#failedAt.delete(key);
    } catch (error) {
      this.#failedAt.set(key, performance.now());
      log.warn(
        { err: error },
        "The static files of another build could not be read: during an upgrade, its pages may lack their scripts.",
      );
    }
  }
}

const keyOf = (buildId: string) => `${folderKey}/${createHash("sha256").update(buildId).digest("hex").slice(0, 32)}`;

async function readFiles(folder: string): Promise<{ path: string; content: string }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: { path: string; content: string }[] = [];
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const relative = path.relative(folder, file).split(path.sep).join("/");
    if (filePath.test(relative)) files.push({ path: relative, content: (await readFile(file)).toString("base64") });
  }
  return files;
}

/** Writes the files of an archive into a new folder, which appears when it is complete. */
async function unpackInto(target: string, archive: Uint8Array): Promise<void> {
  const text = await unpack(archive, { maxOutputLength: maxArchiveBytes });
  const { files } = archiveSchema.parse(JSON.parse(text.toString("utf8")));
  const part = `${target}.part`;
  await rm(part, { recursive: true, force: true });
  for (const { path: relative, content } of files) {
    const file = path.join(part, relative);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, Buffer.from(content, "base64"));
  }
  await rename(part, target);
}
