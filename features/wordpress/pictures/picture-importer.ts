import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Executor } from "#db/client.ts";
import { OperatorError } from "#lib/operator-error.ts";
import { type Refusal, type Result, refused } from "#lib/result.ts";
import type { FindPicture, ImportedPicture, PictureReference } from "../body/pictures.ts";
import { toPlainLine } from "../body/plain-line.ts";
import { hasGeneratedId } from "../export/entries.ts";
import { type ImportReason, toReason } from "../import-reason.ts";
import type { Attachment } from "../scan.ts";
import {
  findImportedItems,
  hasImportedPictures,
  listImportedSince,
  recordImportedItems,
} from "../store/imported-items.ts";
import { type RedirectContext, storeImportedRedirects } from "../store/imported-redirects.ts";
import type { PictureFetcher } from "./picture-fetcher.ts";
import { listUploadFolders, UploadFolders } from "./upload-folders.ts";
import { isVigiePicture, listFullAddresses, listOriginalNames, parseUploadPath } from "./upload-path.ts";

export interface ImportedFile {
  id: string;
  width: number;
  height: number;
  format: string;
}

/** Stores a picture: `storeImage` of the media library, or a function that only inspects it, for a dry run. */
export type StorePicture = (
  db: Executor,
  input: { bytes: Buffer; originalName: string; alt: string; caption: string },
) => Promise<Result<ImportedFile>>;

export interface PictureFailure {
  path: string;
  reason: ImportReason | string;
}

interface PictureImporterOptions extends RedirectContext {
  db: Executor;
  uploads: string | undefined;
  /** Fetches what the uploads folder does not have; undefined: nothing is fetched. */
  fetcher?: PictureFetcher | undefined;
  /** The blog's address as the export has it, for relative ones. */
  baseUrl?: string;
  /** Counts what would be fetched, and fetches nothing. */
  dryRun?: boolean;
  /** Called after each picture that was fetched. */
  onDownload?: (() => void) | undefined;
  store: StorePicture;
  attachments: Map<string, Attachment>;
  sizeOf: (db: Executor, id: string) => Promise<{ width: number; height: number } | undefined>;
  /** Where an old address of the picture redirects to. */
  addressOf: (picture: ImportedFile) => string;
}

/** The result for a picture. */
type PictureOutcome =
  | { kind: "new" | "unchanged" | "toFetch" }
  | { kind: "missing"; address: string }
  | { kind: "failed"; failure: PictureFailure };

interface LoadedPicture {
  picture: ImportedPicture | undefined;
  outcome: PictureOutcome;
  isFetched?: true;
}

/** Pictures of an item that could not be stored. */
export interface LostPictures {
  missing?: string[];
  failed?: PictureFailure[];
}

interface FoundPicture {
  /** Identifies it among the imported pictures: its path below the uploads folder, or its address. */
  key: string;
  bytes: Buffer;
  attachment: Attachment | undefined;
  bodyAlt: string;
  /** Whether it has an address among the blog's uploads. */
  isUpload: boolean;
}

/** Throws an OperatorError if the uploads folder does not exist. */
export async function checkUploadsFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory())
    throw new OperatorError(`There is no folder ${folder}: give the wp-content/uploads of the site.`);
}

/** Maximum size of a file that is read as a picture, in bytes. */
const maxFileBytes = 100_000_000;

/**
 * Finds the pictures of an export in its uploads folder, stores each of them once, and records which file became which
 * picture.
 */
export class PictureImporter {
  readonly #options: PictureImporterOptions;
  readonly #known = new Map<string, Promise<LoadedPicture>>();
  readonly #counted = new Set<string>();
  /** Pictures that the interrupted run stored which this one continues, and that it had not counted. */
  #storedBefore = new Set<string>();
  readonly #byPath = new Map<string, Attachment>();
  readonly #folders: UploadFolders;
  #root: string | undefined;
  /** Whether an earlier run brought pictures of this blog. */
  #hasEarlier = false;
  readonly #failures = new Map<string, PictureFailure>();
  readonly missing = new Set<string>();
  stored = 0;
  unchanged = 0;
  fetched = 0;
  toFetch = 0;
  /** Fetched by this run, counted when they come and not with their item. */
  downloaded = 0;

  constructor(options: PictureImporterOptions) {
    this.#options = options;
    const attachments = [...options.attachments.values()];
    this.#folders = new UploadFolders(listUploadFolders(attachments), options.baseUrl ?? options.blogUrl);
    for (const attachment of attachments) {
      const path = this.#folders.pathOf(attachment.address);
      if (path !== undefined) this.#byPath.set(path, attachment);
    }
  }

  /** Checks the uploads folder. Throws an OperatorError if it is configured and does not exist. */
  async open(): Promise<void> {
    const { db, blogUrl, uploads: folder } = this.#options;
    this.#hasEarlier = await hasImportedPictures(db, blogUrl);
    if (folder === undefined) return;
    await checkUploadsFolder(folder);
    this.#root = await realpath(folder);
  }

  /** Counts on from the interrupted run that began at `since`. `addCounted` tells of the pictures that it counted. */
  async resume(
    counts: { new: number; unchanged: number; fetched: number; toFetch: number },
    since: Date,
  ): Promise<void> {
    this.stored = counts.new;
    this.unchanged = counts.unchanged;
    this.fetched = counts.fetched;
    this.toFetch = counts.toFetch;
    this.#storedBefore = await listImportedSince(this.#options.db, this.#options.blogUrl, "picture", since);
  }

  addCounted(refs: PictureReference[], { missing = [], failed = [] }: LostPictures): void {
    for (const ref of refs) {
      const { key, address, attachment } = this.#locate(ref);
      if (key === undefined || address === undefined) continue;
      this.#counted.add(key);
      for (const stored of this.#listKeys(address, attachment).keys) this.#storedBefore.delete(stored);
    }
    for (const address of missing) this.missing.add(address);
    for (const failure of failed) this.#failures.set(failure.path, failure);
  }

  /**
   * Counts the pictures of an item, each of them once. They are counted in the order of the items, not when they are
   * loaded ahead, so that an interrupted import has counted those of the items that it wrote. Returns those that could
   * not be stored.
   */
  async count(refs: PictureReference[]): Promise<LostPictures> {
    const missing: string[] = [];
    const failed: PictureFailure[] = [];
    for (const ref of refs) {
      const { key } = this.#locate(ref);
      const loaded = key === undefined ? undefined : await this.#loadOnce(ref);
      if (key === undefined || !loaded) continue;
      const { outcome, isFetched } = loaded;
      // A link that leads to a missing picture is what it was.
      if (outcome.kind === "missing" && ref.isLink) continue;
      if (outcome.kind === "missing") missing.push(outcome.address);
      if (outcome.kind === "failed") failed.push(outcome.failure);
      if (this.#counted.has(key)) continue;
      this.#counted.add(key);
      if (isFetched) this.fetched += 1;
      if (outcome.kind === "new") this.stored += 1;
      else if (outcome.kind === "unchanged") this.unchanged += 1;
      else if (outcome.kind === "toFetch") this.toFetch += 1;
      else if (outcome.kind === "missing") this.missing.add(outcome.address);
      else if (outcome.kind === "failed") this.#failures.set(outcome.failure.path, outcome.failure);
    }
    return { ...(missing.length > 0 && { missing }), ...(failed.length > 0 && { failed }) };
  }

  get failures(): PictureFailure[] {
    return [...this.#failures.values()];
  }

  /** What `find` would return, if that neither reads nor stores a file. */
  async recall(ref: PictureReference): Promise<{ picture: ImportedPicture | undefined } | undefined> {
    if (this.#root === undefined && !this.#options.fetcher && !this.#hasEarlier) return { picture: undefined };
    const { key } = this.#locate(ref);
    if (key === undefined) return { picture: undefined };
    const known = this.#known.get(key);
    return known && { picture: (await known).picture };
  }

  readonly find: FindPicture = async (ref) => (await this.#loadOnce(ref))?.picture;

  #loadOnce(ref: PictureReference): Promise<LoadedPicture> | undefined {
    const { attachment, address, key } = this.#locate(ref);
    if (address === undefined || key === undefined) return undefined;
    let known = this.#known.get(key);
    if (!known) {
      known = this.#load(address, attachment, ref.alt);
      this.#known.set(key, known);
    }
    return known;
  }

  #locate(ref: PictureReference) {
    const attachment = this.#attachmentOf(ref);
    const address = attachment?.address ?? ref.address;
    return { attachment, address, key: address === undefined ? undefined : (this.#folders.pathOf(address) ?? address) };
  }

  #attachmentOf(ref: PictureReference): Attachment | undefined {
    const path = ref.address === undefined ? undefined : this.#folders.pathOf(ref.address);
    const byPath =
      path === undefined
        ? undefined
        : [path, ...listOriginalNames(path)].map((name) => this.#byPath.get(name)).find(Boolean);
    // The address wins: ids in classes are wrong after posts were moved between sites.
    if (byPath) return byPath;
    const byId = ref.attachmentId === undefined ? undefined : this.#options.attachments.get(ref.attachmentId);
    return path === undefined || !byId ? byId : this.#isSameFile(path, byId) ? byId : undefined;
  }

  async #load(address: string, attachment: Attachment | undefined, bodyAlt = ""): Promise<LoadedPicture> {
    const { names, keys, addresses } = this.#listKeys(address, attachment);
    const file = await this.#fileOf(names);
    if (!file) return this.#loadWithoutFile(address, { names, keys, addresses }, attachment, bodyAlt);
    const key = file.slice((this.#root?.length ?? 0) + 1);
    const info = await stat(file);
    if (info.size > maxFileBytes)
      return failed(key, refused("import.pictureTooLarge", undefined, { megabytes: maxFileBytes / 1e6 }));
    const bytes = await readFile(file);
    return this.#keep({ key, bytes, attachment, bodyAlt, isUpload: true });
  }

  /** Lists what a picture may be stored as: its names below the uploads folder, or else its first full address. */
  #listKeys(address: string, attachment: Attachment | undefined) {
    const { blogUrl, baseUrl = blogUrl } = this.#options;
    const path = this.#folders.pathOf(address);
    // An attachment's address is that of its full file, even if its name looks like that of a smaller copy.
    const names = path === undefined ? [] : [...(attachment ? [path] : []), ...listOriginalNames(path)];
    const addresses = [
      ...(attachment ? listFullAddresses(attachment.address, baseUrl) : []),
      ...listFullAddresses(address, baseUrl),
    ];
    const keys = names.length > 0 ? names : addresses.slice(0, 1).map((full) => full.replace(/^https?:/, ""));
    return { names, keys, addresses };
  }

  /**
   * Finds a picture that an earlier run imported, or fetches it. Its key is the same as with a file, so that a later run
   * with the uploads folder finds it.
   */
  async #loadWithoutFile(
    address: string,
    { names, keys, addresses }: { names: string[]; keys: string[]; addresses: string[] },
    attachment: Attachment | undefined,
    bodyAlt: string,
  ): Promise<LoadedPicture> {
    const { db, blogUrl, fetcher, dryRun, sizeOf } = this.#options;
    const before = await findImportedItems(db, blogUrl, "picture", keys);
    for (const key of keys) {
      const localId = before.get(key)?.localId;
      const size = localId === undefined ? undefined : await sizeOf(db, localId);
      if (localId === undefined || !size) continue;
      const picture = { id: localId, width: size.width, height: size.height, alt: attachment?.alt ?? "" };
      const isNew = this.#storedBefore.delete(key);
      return { picture, outcome: { kind: isNew ? "new" : "unchanged" }, ...(isNew && fetcher && { isFetched: true }) };
    }
    const allowed = [...new Set(addresses)].filter((full) => fetcher?.isAllowed(full));
    const [key] = keys;
    if (!fetcher || allowed.length === 0 || key === undefined)
      return { picture: undefined, outcome: { kind: "missing", address } };
    if (dryRun) return { picture: undefined, outcome: { kind: "toFetch" } };
    const answer = await fetcher.download(allowed);
    if (!answer.ok) return failed(address, answer);
    this.downloaded += 1;
    this.#options.onDownload?.();
    const loaded = await this.#keep({ key, bytes: answer.bytes, attachment, bodyAlt, isUpload: names.length > 0 });
    return { ...loaded, isFetched: true };
  }

  /** Stores a picture under its key, unless an earlier run did. */
  async #keep({ key, bytes, attachment, bodyAlt, isUpload }: FoundPicture): Promise<LoadedPicture> {
    const { db, blogUrl } = this.#options;
    const fingerprint = createHash("sha256").update(bytes).digest("hex");
    const alt = attachment?.alt ?? "";
    const before = (await findImportedItems(db, blogUrl, "picture", [key])).get(key);
    if (before?.fingerprint === fingerprint) {
      const size = await this.#options.sizeOf(db, before.localId);
      if (size) {
        const picture = { id: before.localId, width: size.width, height: size.height, alt };
        return { picture, outcome: { kind: this.#storedBefore.delete(key) ? "new" : "unchanged" } };
      }
    }
    const originalName = key.split(sep).at(-1) ?? key;
    const words = { alt: alt || bodyAlt, caption: toPlainLine(attachment?.caption ?? "") };
    const result = await this.#options.store(db, { bytes, originalName, ...words });
    if (!result.ok) return failed(key, result);
    const picture = result.value;
    // A Vigie site never had addresses of WordPress.
    const isFromVigie = attachment !== undefined && isVigiePicture(attachment.address);
    const target = { toPath: this.#options.addressOf(picture) };
    const paths = isUpload ? [`/wp-content/uploads/${key.split(sep).map(encodeURIComponent).join("/")}`] : [];
    const ownPath = attachment && this.#findOwnPath(attachment.address);
    if (ownPath !== undefined) paths.push(ownPath);
    if (attachment && !hasGeneratedId(attachment.id)) paths.push(`/?attachment_id=${attachment.id}`);
    const rules = paths.map((fromPath) => ({ fromPath, target }));
    await db.transaction(async (tx) => {
      // The redirects first: the record of an earlier picture says that theirs may be replaced.
      if (!isFromVigie) await storeImportedRedirects(tx, rules, this.#options);
      await recordImportedItems(tx, blogUrl, "picture", [{ foreignId: key, localId: picture.id, fingerprint }]);
    });
    const { id, width, height } = picture;
    return { picture: { id, width, height, alt }, outcome: { kind: "new" } };
  }

  /** The path of a file of the blog's own host that is in another folder than WordPress's. */
  #findOwnPath(address: string): string | undefined {
    const { blogUrl } = this.#options;
    if (parseUploadPath(address) !== undefined || !URL.canParse(address, blogUrl)) return undefined;
    const { hostname, pathname } = new URL(address, blogUrl);
    if (!/\.\w{2,5}$/.test(pathname)) return undefined;
    const hostOf = (name: string) => name.replace(/^www\./, "");
    return hostOf(hostname) === hostOf(new URL(blogUrl).hostname) ? pathname : undefined;
  }

  /** Finds the file of the full picture, never one outside the folder. */
  async #fileOf(names: string[]): Promise<string | undefined> {
    const root = this.#root;
    if (root === undefined) return undefined;
    for (const name of names) {
      if (name.includes("\0")) continue;
      const file = await realpath(join(root, name)).catch(() => undefined);
      if (!file?.startsWith(root + sep)) continue;
      if ((await stat(file)).isFile()) return file;
    }
    return undefined;
  }

  #isSameFile(path: string, attachment: Attachment): boolean {
    const own = this.#folders.pathOf(attachment.address);
    return own !== undefined && listOriginalNames(path).some((name) => listOriginalNames(own).includes(name));
  }
}

function failed(path: string, refusal: Refusal): LoadedPicture {
  return { picture: undefined, outcome: { kind: "failed", failure: { path, reason: toReason(refusal) } } };
}
