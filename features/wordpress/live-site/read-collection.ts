import { refused } from "#lib/result.ts";
import { ImportFailure } from "../import-reason.ts";
import { apiUrl } from "./discover.ts";
import { type OmissionReason, omissionKey } from "./omissions.ts";
import { idRecord } from "./records.ts";
import type { RestAnswer, RestClient } from "./rest-client.ts";
import type { CollectionFile, SiteCopy } from "./site-copy.ts";

/** The largest page of a list that WordPress returns. */
const pageSize = 100;
/** Rows read twice from one page to the next: none was deleted between them if one is known. */
const overlapRows = 1;
/** Pages in a row without anything new, after which a list counts as endless. */
const maxRepeatedPages = 50;
/** Requests in a row without anything new, whatever the reason. */
const maxFruitlessRequests = 300;
/** Larger lists than any blog's. */
const maxRecords = 5_000_000;
const maxCollectionBytes = 20_000_000_000;
/** Items in a row that the server cannot show: then it is the server, not the items. */
const maxUnreadable = 3;

export interface Collection<T> {
  /** Name of its file: "posts". */
  name: string;
  path: string;
  fields: string;
  /** WordPress ignores `offset` for lists with a hierarchy (categories): they are read by page. */
  isPaged?: boolean;
  parameters?: Record<string, string>;
  /** The parameter that asks only for what changed, if there is one. */
  changedSince?: "modified_after" | "after";
  /** Checks an item; `omit` says why it is left out. */
  parse: (value: unknown) => { record: T } | { omit: OmissionReason };
}

interface ReadContext {
  api: string;
  client: RestClient;
  copy: SiteCopy;
  onRecords?: (read: number, total: number | undefined) => void;
}

/**
 * Reads a list of a site into its copy, from where an earlier run stopped. Items are asked for in the order of their ids,
 * which new ones do not change, and each page repeats the last row of the one before: if that is unknown, rows before it
 * were deleted meanwhile, and the reader goes back until it meets one that it knows. Pages that are too heavy for the
 * server are made smaller. Returns the answer with which the list was refused, or undefined.
 */
export async function readCollection<T extends { id: number }>(
  collection: Collection<T>,
  context: ReadContext,
): Promise<Extract<RestAnswer, { ok: false }> | undefined> {
  const { copy } = context;
  const state = copy.collection(collection.name);
  if (state.isDone) return undefined;
  const known = await copy.index(collection.name, { to: state.passStart });
  const knownFile = known.size > 0 ? await copy.openCollection(collection.name) : undefined;
  try {
    const reader = new CollectionReader(collection, context, known, knownFile);
    const refused = await reader.read();
    if (refused) return refused;
    if (!(await reader.mayHaveMissed())) {
      await copy.append(collection.name, [], { isDone: true, total: reader.fullTotal ?? null });
      return undefined;
    }
  } finally {
    await knownFile?.close();
  }
  // Comments that were approved late, for example, are no later than the last run: then all is read again.
  await copy.append(collection.name, [], { since: null, offset: 0, passStart: state.bytes });
  return readCollection(collection, context);
}

type Refusal = Extract<RestAnswer, { ok: false }>;

class CollectionReader<T extends { id: number }> {
  readonly #collection: Collection<T>;
  readonly #context: ReadContext;
  /** Records of earlier passes. */
  readonly #known: Map<number, { start: number; length: number }>;
  readonly #knownFile: CollectionFile | undefined;
  /** Ids of this pass. */
  #seen = new Set<number>();
  #size = pageSize;
  #isPaged: boolean;
  #firstId: number | undefined;
  #added = 0;
  #total: number | undefined;
  fullTotal: number | undefined;

  constructor(
    collection: Collection<T>,
    context: ReadContext,
    known: Map<number, { start: number; length: number }>,
    knownFile: CollectionFile | undefined,
  ) {
    this.#collection = collection;
    this.#context = context;
    this.#known = known;
    this.#knownFile = knownFile;
    this.#isPaged = collection.isPaged ?? false;
  }

  get #state() {
    return this.#context.copy.collection(this.#collection.name);
  }

  async read(): Promise<Refusal | undefined> {
    const { copy } = this.#context;
    const { name } = this.#collection;
    this.#seen = new Set((await copy.index(name, { from: this.#state.passStart })).keys());
    this.#firstId = [...this.#seen][0];
    let overlap = overlapRows;
    let repeated = 0;
    let farthest = this.#state.offset;
    let unreadable = 0;
    let requests = 0;
    for (;;) {
      const { offset } = this.#state;
      // A single row leaves no room for one that is known.
      const isSingle = this.#size === 1;
      const start = this.#isPaged ? offset - (offset % pageSize) : isSingle ? offset : Math.max(0, offset - overlap);
      requests += 1;
      if (requests > maxFruitlessRequests) throw this.#endless();
      const answer = await this.#request(start);
      if (!answer.ok) {
        if (answer.why !== "overloaded") return this.#isEnd(answer, start) ? undefined : answer;
        if (this.#size > 1 && !this.#isPaged) {
          this.#size = Math.ceil(this.#size / 4);
          continue;
        }
        unreadable += 1;
        if (unreadable > maxUnreadable) throw new ImportFailure(answer.detail);
        copy.omit(omissionKey("notShown", name), this.#size);
        await copy.append(name, [], { offset: start + this.#size });
        overlap = overlapRows;
        continue;
      }
      unreadable = 0;
      const page = readPage(answer.value);
      if (page === undefined) return { ok: false, why: "notJson" };
      this.#total = answer.total ?? this.#total;
      const ids = page.map((value) => idRecord.safeParse(value).data?.id);
      if (start === 0) this.#firstId = ids[0];
      else if (!this.#isPaged && ids[0] !== undefined && ids[0] === this.#firstId) {
        // The site ignores `offset`.
        this.#isPaged = true;
        this.#size = pageSize;
        continue;
      }
      const isContinued =
        start === 0 || this.#isPaged || isSingle || ids.some((id) => id !== undefined && this.#seen.has(id));
      if (!isContinued && this.#seen.size > 0) {
        overlap *= 10;
        this.#size = pageSize;
        continue;
      }
      overlap = overlapRows;
      const isLast = this.#isLastPage(start, page.length);
      const added = await this.#add(page, start + this.#size);
      const end = this.#state.offset;
      repeated = added > 0 ? 0 : end > farthest ? repeated + 1 : repeated;
      farthest = Math.max(farthest, end);
      if (isLast) return undefined;
      if (added > 0) requests = 0;
      const isTooLarge = this.#seen.size > maxRecords || this.#state.bytes > maxCollectionBytes;
      if (repeated >= maxRepeatedPages || isTooLarge) throw this.#endless();
      this.#size = this.#isPaged ? pageSize : Math.min(pageSize, this.#size * 2);
    }
  }

  #endless(): ImportFailure {
    const { host } = new URL(this.#context.api);
    return new ImportFailure(
      refused("import.siteEndless", undefined, { host, list: this.#collection.name, count: this.#seen.size }),
    );
  }

  /** After an update: whether the site has more than was here before and came now. */
  async mayHaveMissed(): Promise<boolean> {
    const { since, total: before } = this.#state;
    if (since === null || !this.#collection.changedSince) {
      this.fullTotal = this.#total;
      return false;
    }
    const url = apiUrl(this.#context.api, this.#collection.path, {
      ...this.#collection.parameters,
      per_page: 1,
      _fields: "id",
    });
    const answer = await this.#context.client.getJson(url);
    this.fullTotal = answer.ok ? answer.total : undefined;
    if (this.fullTotal === undefined || before === null) return false;
    const newIds = [...this.#seen].filter((id) => !this.#known.has(id)).length;
    return this.fullTotal > before + newIds;
  }

  #request(start: number): Promise<RestAnswer> {
    const { path, fields, parameters, changedSince } = this.#collection;
    const { since } = this.#state;
    const where: Record<string, number> = this.#isPaged
      ? { page: start / pageSize + 1 }
      : start > 0
        ? { offset: start }
        : {};
    const url = apiUrl(this.#context.api, path, {
      ...parameters,
      ...(since !== null && changedSince ? { [changedSince]: since } : {}),
      orderby: "id",
      order: "asc",
      per_page: this.#size,
      ...where,
      _fields: fields,
    });
    return this.#context.client.getJson(url, { isDivisible: this.#size > 1 && !this.#isPaged });
  }

  /** A page behind the last one is answered with 400. */
  #isEnd(answer: Refusal, start: number): boolean {
    return answer.why === "status" && answer.status === 400 && start > 0 && this.#seen.size > 0;
  }

  /** Rows that visitors may not read are missing from a page, so a short page is not the last one. */
  #isLastPage(start: number, length: number): boolean {
    if (this.#total === undefined) return length < this.#size;
    return start + this.#size >= this.#total;
  }

  async #add(page: unknown[], offset: number): Promise<number> {
    const { copy, onRecords } = this.#context;
    const { name, parse } = this.#collection;
    const records: { id: number }[] = [];
    let fresh = 0;
    for (const value of page) {
      const id = idRecord.safeParse(value).data?.id;
      if (id === undefined) {
        copy.omit(omissionKey("withoutId", name));
        continue;
      }
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      fresh += 1;
      const parsed = parse(value);
      const record = "omit" in parsed ? { id, omitted: omissionKey(parsed.omit, name) } : parsed.record;
      if (!(await this.#isUnchanged(record))) records.push(record);
    }
    this.#added += fresh;
    await copy.append(name, records, { offset });
    onRecords?.(this.#added, this.#total);
    return fresh;
  }

  async #isUnchanged(record: { id: number }): Promise<boolean> {
    const place = this.#known.get(record.id);
    if (!place || !this.#knownFile) return false;
    return (await this.#knownFile.readText(place)) === `${JSON.stringify(record)}\n`;
  }
}

function readPage(value: unknown): unknown[] | undefined {
  return Array.isArray(value) ? value.slice(0, pageSize) : undefined;
}
