import { createHash } from "node:crypto";
import { readFile, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Executor } from "#db/client.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { refusalMessages } from "#i18n/refusal-messages.ts";
import { OperatorError } from "#lib/operator-error.ts";
import type { Result } from "#lib/result.ts";
import type { FindPicture, ImportedPicture, PictureReference } from "../body/pictures.ts";
import { toPlainLine } from "../body/plain-line.ts";
import type { Attachment } from "../scan.ts";
import { findImportedItems, hasImportedPictures, recordImportedItems } from "../store/imported-items.ts";
import type { PictureFetcher } from "./picture-fetcher.ts";
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
  reason: string;
}

interface PictureImporterOptions {
  db: Executor;
  blogUrl: string;
  uploads: string | undefined;
  /** Fetches what the uploads folder does not have; undefined: nothing is fetched. */
  fetcher?: PictureFetcher | undefined;
  /** The blog's address as the export has it, for relative ones. */
  baseUrl?: string;
  /** Counts what would be fetched, and fetches nothing. */
  dryRun?: boolean;
  store: StorePicture;
  attachments: Map<string, Attachment>;
  sizeOf: (db: Executor, id: string) => Promise<{ width: number; height: number } | undefined>;
  /** Where an old address of the picture redirects to. */
  addressOf: (picture: ImportedFile) => string;
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

/** Maximum size of a file that is read as a picture, in bytes. */
const maxFileBytes = 100_000_000;

/**
 * Finds the pictures of an export in its uploads folder, stores each of them once, and records which file became which
 * picture.
 */
export class PictureImporter {
  readonly #options: PictureImporterOptions;
  readonly #known = new Map<string, Promise<ImportedPicture | undefined>>();
  readonly #byPath = new Map<string, Attachment>();
  #root: string | undefined;
  /** Whether an earlier run brought pictures of this blog. */
  #hasEarlier = false;
  readonly failures: PictureFailure[] = [];
  readonly missing = new Set<string>();
  stored = 0;
  unchanged = 0;
  fetched = 0;
  toFetch = 0;

  constructor(options: PictureImporterOptions) {
    this.#options = options;
    for (const attachment of options.attachments.values()) {
      const path = parseUploadPath(attachment.address);
      if (path !== undefined) this.#byPath.set(path, attachment);
    }
  }

  /** Checks the uploads folder. Throws an OperatorError if it is configured and does not exist. */
  async open(): Promise<void> {
    const { db, blogUrl, uploads: folder } = this.#options;
    this.#hasEarlier = await hasImportedPictures(db, blogUrl);
    if (folder === undefined) return;
    const found = await stat(folder).catch(() => undefined);
    if (!found?.isDirectory())
      throw new OperatorError(`There is no folder ${folder}: give the wp-content/uploads of the site.`);
    this.#root = await realpath(folder);
  }

  /** What `find` would return, if that neither reads nor stores a file; it counts nothing. */
  async recall(ref: PictureReference): Promise<{ picture: ImportedPicture | undefined } | undefined> {
    if (this.#root === undefined && !this.#options.fetcher && !this.#hasEarlier) return { picture: undefined };
    const { key } = this.#locate(ref);
    if (key === undefined) return { picture: undefined };
    const known = this.#known.get(key);
    return known && { picture: await known };
  }

  readonly find: FindPicture = (ref) => {
    const { attachment, address, key } = this.#locate(ref);
    if (address === undefined || key === undefined) return Promise.resolve(undefined);
    let known = this.#known.get(key);
    if (!known) {
      known = this.#load(address, attachment, ref.alt);
      this.#known.set(key, known);
    }
    return known;
  };

  #locate(ref: PictureReference) {
    const attachment = this.#attachmentOf(ref);
    const address = attachment?.address ?? ref.address;
    return { attachment, address, key: address === undefined ? undefined : (parseUploadPath(address) ?? address) };
  }

  #attachmentOf(ref: PictureReference): Attachment | undefined {
    const path = ref.address === undefined ? undefined : parseUploadPath(ref.address);
    const byPath =
      path === undefined
        ? undefined
        : [path, ...listOriginalNames(path)].map((name) => this.#byPath.get(name)).find(Boolean);
    // The address wins: ids in classes are wrong after posts were moved between sites.
    if (byPath) return byPath;
    const byId = ref.attachmentId === undefined ? undefined : this.#options.attachments.get(ref.attachmentId);
    return path === undefined || !byId ? byId : isSameFile(path, byId) ? byId : undefined;
  }

  async #load(address: string, attachment: Attachment | undefined, bodyAlt = ""): Promise<ImportedPicture | undefined> {
    const path = parseUploadPath(address);
    // An attachment's address is that of its full file, even if its name looks like that of a smaller copy.
    const names = path === undefined ? [] : [...(attachment ? [path] : []), ...listOriginalNames(path)];
    const file = await this.#fileOf(names);
    if (path === undefined || !file) return this.#loadWithoutFile(address, names, attachment, bodyAlt);
    const key = file.slice((this.#root?.length ?? 0) + 1);
    const info = await stat(file);
    if (info.size > maxFileBytes) return this.#fail(key, "The file is larger than 100 MB.");
    const bytes = await readFile(file);
    return this.#keep({ key, bytes, attachment, bodyAlt, isUpload: true });
  }

  /**
   * Finds a picture that an earlier run imported, or fetches it. Its key is the same as with a file, so that a later run
   * with the uploads folder finds it.
   */
  async #loadWithoutFile(
    address: string,
    names: string[],
    attachment: Attachment | undefined,
    bodyAlt: string,
  ): Promise<ImportedPicture | undefined> {
    const { db, blogUrl, fetcher, baseUrl = blogUrl, dryRun, sizeOf } = this.#options;
    const addresses = [
      ...(attachment ? listFullAddresses(attachment.address, baseUrl) : []),
      ...listFullAddresses(address, baseUrl),
    ];
    const keys = names.length > 0 ? names : addresses.slice(0, 1).map((full) => full.replace(/^https?:/, ""));
    const before = await findImportedItems(db, blogUrl, "picture", keys);
    for (const key of keys) {
      const localId = before.get(key)?.localId;
      const size = localId === undefined ? undefined : await sizeOf(db, localId);
      if (localId === undefined || !size) continue;
      this.unchanged += 1;
      return { id: localId, ...size, alt: attachment?.alt ?? "" };
    }
    const allowed = [...new Set(addresses)].filter((full) => fetcher?.isAllowed(full));
    const [key] = keys;
    if (!fetcher || allowed.length === 0 || key === undefined) {
      this.missing.add(address);
      return undefined;
    }
    if (dryRun) {
      this.toFetch += 1;
      return undefined;
    }
    const answer = await fetcher.download(allowed);
    if (!answer.ok) return this.#fail(address, answer.reason);
    this.fetched += 1;
    return this.#keep({ key, bytes: answer.bytes, attachment, bodyAlt, isUpload: names.length > 0 });
  }

  /** Stores a picture under its key, unless an earlier run did. */
  async #keep({ key, bytes, attachment, bodyAlt, isUpload }: FoundPicture): Promise<ImportedPicture | undefined> {
    const { db, blogUrl } = this.#options;
    const fingerprint = createHash("sha256").update(bytes).digest("hex");
    const alt = attachment?.alt ?? "";
    const before = (await findImportedItems(db, blogUrl, "picture", [key])).get(key);
    if (before?.fingerprint === fingerprint) {
      const size = await this.#options.sizeOf(db, before.localId);
      if (size) {
        this.unchanged += 1;
        return { id: before.localId, ...size, alt };
      }
    }
    const originalName = key.split(sep).at(-1) ?? key;
    const words = { alt: alt || bodyAlt, caption: toPlainLine(attachment?.caption ?? "") };
    const result = await this.#options.store(db, { bytes, originalName, ...words });
    if (!result.ok) return this.#fail(key, refusalMessages(result, "en").join(" "));
    const picture = result.value;
    await db.transaction(async (tx) => {
      await recordImportedItems(tx, blogUrl, "picture", [{ foreignId: key, localId: picture.id, fingerprint }]);
      // A Vigie site never had addresses of WordPress.
      if (attachment && isVigiePicture(attachment.address)) return;
      const target = { toPath: this.#options.addressOf(picture) };
      if (isUpload)
        await addRedirect(tx, `/wp-content/uploads/${key.split(sep).map(encodeURIComponent).join("/")}`, target);
      if (attachment) await addRedirect(tx, `/?attachment_id=${attachment.id}`, target);
    });
    this.stored += 1;
    return { id: picture.id, width: picture.width, height: picture.height, alt };
  }

  #fail(path: string, reason: string): undefined {
    this.failures.push({ path, reason });
    return undefined;
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
}

function isSameFile(path: string, attachment: Attachment): boolean {
  const own = parseUploadPath(attachment.address);
  return own !== undefined && listOriginalNames(path).some((name) => listOriginalNames(own).includes(name));
}
