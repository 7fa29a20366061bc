import { type FileHandle, mkdir, open, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { refused } from "#lib/result.ts";
import { readAvailableBytes, reservedDiskBytes, spaceCheckBytes } from "#lib/storage/disk-reserve.ts";
import { ImportFailure } from "../import-reason.ts";

const count = z.int().nonnegative();
/** Names of taxonomies, which come from the site, are in it; it becomes a file's name. */
const collectionName = /^[\w-]{1,60}$/;

const collectionState = z.object({
  /** Bytes of its file that are complete. */
  bytes: count,
  /** Where in the file the records of this pass begin. */
  passStart: count,
  /** Rows of the site's list that were read in this pass. */
  offset: count,
  /** X-WP-Total of the whole list after the last complete pass. */
  total: count.nullable(),
  /** Only what changed since then is read (ISO 8601); null: everything. */
  since: z.string().nullable(),
  isDone: z.boolean(),
});

const siteState = z.object({
  url: z.string(),
  title: z.string(),
  tagline: z.string(),
  language: z.string(),
  timezone: z.string(),
  api: z.string(),
  namespaces: z.array(z.string()),
});

const copyState = z.object({
  version: z.literal(1),
  address: z.string(),
  site: siteState.nullable(),
  startedAt: z.string(),
  completedAt: z.string().nullable(),
  collections: z.record(z.string().regex(collectionName), collectionState),
  /** What was left out and has no id, by name. */
  omissions: z.record(z.string(), count),
});

type CopyState = z.infer<typeof copyState>;
export type CollectionState = z.infer<typeof collectionState>;

/** A record's place in the file of its collection. */
interface Place {
  start: number;
  length: number;
}

const lineEnd = 0x0a;
const recordId = z.object({ id: z.int().positive() });

/**
 * What was read of a site, on disk: a file of JSON lines per collection, and a state that says how much of each is
 * complete. A run that was killed continues from the state; bytes behind it are dropped.
 */
export class SiteCopy {
  readonly folder: string;
  state: CopyState;
  readonly isResumed: boolean;
  readonly #reservedBytes: number;
  #sinceCheck = spaceCheckBytes;

  private constructor(folder: string, state: CopyState, isResumed: boolean, reservedBytes: number) {
    this.folder = folder;
    this.state = state;
    this.isResumed = isResumed;
    this.#reservedBytes = reservedBytes;
  }

  /** Opens a site's copy, or begins one. A state that cannot be read, or is another address's, begins anew. */
  static async open(folder: string, address: string, now: Date, reservedBytes = reservedDiskBytes): Promise<SiteCopy> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const text = await readFile(join(folder, "state.json"), "utf8").catch(() => "null");
    const known = copyState.safeParse(parseOrNull(text));
    if (known.success && known.data.address === address) return new SiteCopy(folder, known.data, true, reservedBytes);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new SiteCopy(folder, emptyState(address, now), false, reservedBytes);
  }

  /** Begins a pass that reads what changed since the last complete one; does nothing in the middle of a pass. */
  beginUpdate(now: Date, since: (startedAt: Date) => Date): void {
    if (this.state.completedAt === null) return;
    const from = since(new Date(this.state.startedAt)).toISOString();
    for (const collection of Object.values(this.state.collections)) {
      collection.since = from;
      collection.offset = 0;
      collection.passStart = collection.bytes;
      collection.isDone = false;
    }
    this.state = { ...this.state, startedAt: now.toISOString(), completedAt: null, omissions: {} };
  }

  collection(name: string): CollectionState {
    this.state.collections[name] ??= { bytes: 0, passStart: 0, offset: 0, total: null, since: null, isDone: false };
    return this.state.collections[name];
  }

  omit(name: string, times = 1): void {
    this.state.omissions[name] = (this.state.omissions[name] ?? 0) + times;
  }

  /** Throws an ImportFailure if these bytes would fill the disk, which the database needs. */
  async checkSpace(bytes: number): Promise<void> {
    if ((await readAvailableBytes(this.folder, this.#reservedBytes)) < bytes)
      throw new ImportFailure(refused("import.noRoom"));
  }

  /** Adds records, then saves the state with `change` applied: both or, after a power cut, neither. */
  async append(name: string, records: object[], change: Partial<CollectionState>): Promise<void> {
    const collection = this.collection(name);
    if (records.length > 0) {
      const bytes = Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(""));
      this.#sinceCheck += bytes.length;
      if (this.#sinceCheck >= spaceCheckBytes) {
        await this.checkSpace(bytes.length);
        this.#sinceCheck = 0;
      }
      await truncate(this.#file(name), collection.bytes).catch(ignoreMissing);
      const file = await open(this.#file(name), "a", 0o600);
      try {
        await file.appendFile(bytes);
        await file.datasync();
      } finally {
        await file.close();
      }
      collection.bytes += bytes.length;
    }
    Object.assign(collection, change);
    await this.save();
  }

  async save(): Promise<void> {
    const part = join(this.folder, "state.json.part");
    await writeFile(part, JSON.stringify(this.state), { mode: 0o600, flush: true });
    await rename(part, join(this.folder, "state.json"));
  }

  /** Where each record is: the last of an id counts. `from`, `to`: bytes of the file. */
  async index(name: string, { from = 0, to }: { from?: number; to?: number } = {}): Promise<Map<number, Place>> {
    const places = new Map<number, Place>();
    for await (const { value, place } of this.#lines(name, from, to)) {
      const record = recordId.safeParse(value);
      if (record.success) places.set(record.data.id, place);
    }
    return places;
  }

  /** Every record of a collection with its place, also those that a later one of the same id replaced. */
  async *#lines(
    name: string,
    from = 0,
    to = this.collection(name).bytes,
  ): AsyncGenerator<{ value: unknown; place: Place }> {
    if (from >= to) return;
    const file = await open(this.#file(name), "r");
    try {
      let rest = Buffer.alloc(0);
      let start = from;
      for await (const chunk of file.createReadStream({ start: from, end: to - 1, autoClose: false })) {
        rest = Buffer.concat([rest, chunk as Buffer]);
        let at = 0;
        for (let end = rest.indexOf(lineEnd); end >= 0; end = rest.indexOf(lineEnd, at)) {
          const length = end + 1 - at;
          yield { value: parseOrNull(rest.toString("utf8", at, end)), place: { start, length } };
          start += length;
          at = end + 1;
        }
        rest = rest.subarray(at);
      }
    } finally {
      await file.close();
    }
  }

  /** All current records of a small collection, in the order of their ids. */
  async readAll<T>(name: string, schema: z.ZodType<T>): Promise<T[]> {
    const records = new Map<number, T>();
    for await (const { value } of this.#lines(name)) {
      const id = recordId.safeParse(value);
      const record = schema.safeParse(value);
      if (id.success && record.success) records.set(id.data.id, record.data);
    }
    return [...records].sort(([one], [other]) => one - other).map(([, record]) => record);
  }

  async openCollection(name: string): Promise<CollectionFile> {
    return CollectionFile.open(this.#file(name));
  }

  #file(name: string): string {
    if (!collectionName.test(name)) throw new Error(`A collection cannot be named ${JSON.stringify(name)}.`);
    return join(this.folder, `${name}.jsonl`);
  }
}

/** Reads single records of a collection. */
export class CollectionFile {
  readonly #file: FileHandle | undefined;

  private constructor(file: FileHandle | undefined) {
    this.#file = file;
  }

  static async open(path: string): Promise<CollectionFile> {
    return new CollectionFile(await open(path, "r").catch(ignoreMissing));
  }

  async read({ start, length }: Place): Promise<unknown> {
    return parseOrNull(await this.readText({ start, length }));
  }

  async readText({ start, length }: Place): Promise<string> {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = (await this.#file?.read(buffer, 0, length, start)) ?? { bytesRead: 0 };
    return buffer.toString("utf8", 0, bytesRead);
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}

function emptyState(address: string, now: Date): CopyState {
  return {
    version: 1,
    address,
    site: null,
    startedAt: now.toISOString(),
    completedAt: null,
    collections: {},
    omissions: {},
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
  return undefined;
}
