import type { FileHandle } from "node:fs/promises";
import { sql } from "drizzle-orm";
import type { Database, Executor } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { guestKeyName } from "#features/members/guest-comments/address-hmac.ts";
import { rebuildRelated, refreshRelated } from "#features/related/mutations.ts";
import type { ParserPool } from "#lib/parsing/parser-pool.ts";
import { importAddresses } from "./addresses/import-addresses.ts";
import { BlogAddresses, normaliseBlogUrl } from "./blog-addresses.ts";
import { OmissionCounter } from "./body/conversion-report.ts";
import type { PictureReference } from "./body/pictures.ts";
import { toPlainLine } from "./body/plain-line.ts";
import { BlogLookups } from "./conversion/blog-lookups.ts";
import { convertInOrder, readItem } from "./conversion/convert-in-order.ts";
import { checkSources, describeSource, hashSettings } from "./conversion/item-sources.ts";
import { ListAddresses } from "./conversion/list-addresses.ts";
import type { ConversionSettings, Lookup } from "./conversion/lookups.ts";
import { resumeCounts } from "./conversion/resume-counts.ts";
import { createBlogClock } from "./dates.ts";
import { openExport } from "./export/decode.ts";
import { parseItem } from "./export/item.ts";
import { listPeople } from "./fields/bylines.ts";
import { createFieldContext } from "./fields/read-fields.ts";
import { proposeSite } from "./fields/site.ts";
import { mapTerms, readArticleTypes, readTaxonomyMap } from "./fields/taxonomies.ts";
import { importMenus } from "./menus/import-menus.ts";
import { PageAddresses } from "./pages/page-addresses.ts";
import { PageBatch } from "./pages/page-batch.ts";
import { planPages } from "./pages/plan-pages.ts";
import { PictureFetcher, type PictureFetcherOptions } from "./pictures/picture-fetcher.ts";
import {
  checkUploadsFolder,
  type ImportedFile,
  PictureImporter,
  type StorePicture,
} from "./pictures/picture-importer.ts";
import { listUploadFolders } from "./pictures/upload-folders.ts";
import { planArticles } from "./plan.ts";
import { readRatingsLog } from "./ratings.ts";
import { addOmissions, countPlain, countUnchanged, emptyReport, type ImportReport } from "./report.ts";
import { type Attachment, addAttachments, type Scan, type ScannedPost, scanExport } from "./scan.ts";
import { ArticleBatch } from "./store/batch.ts";
import { deleteImportedItem, findImportedItems, hashImportedItems } from "./store/imported-items.ts";
import { TableStatistics } from "./store/table-statistics.ts";
import { TermImporter } from "./store/terms.ts";
import { importUsers } from "./users/import-users.ts";
import { checkUsersFile } from "./users/read-users.ts";

export interface ImportOptions {
  file: string;
  /** The site's wp-content/uploads; without it pictures remain links. */
  uploads?: string;
  /** Fetch pictures that the uploads folder does not have, from the blog and from these other hosts. */
  fetchImages?: ({ hosts?: string[] } & Pick<PictureFetcherOptions, "fetchOptions" | "pausesMs">) | undefined;
  /** The highest rating on the blog; ratings are scaled to five. */
  ratingsMax?: number;
  /** A log of WP-PostRatings as CSV, for posts without totals. */
  ratingsLog?: string;
  /** The blog's users as CSV (docs/wordpress.md): they become members. */
  users?: string | undefined;
  /** IANA name of the blog's time zone, for dates without GMT; inferred from the other dates if absent. */
  timezone?: string | undefined;
  /** The blog's address, if the export does not contain it. */
  blogUrl?: string | undefined;
  /** `NAME=category` or `NAME=tag`: what the terms of a plugin's taxonomy become. */
  taxonomies?: string[] | undefined;
  /** `NAME=post`: types of a plugin that are imported as articles. */
  types?: string[] | undefined;
  /** Do everything, then roll it back: same counts, nothing written. */
  dryRun?: boolean;
  /** Of an archive of several exports: the attachments of all, by the address of their blog. */
  archiveAttachments?: ReadonlyMap<string, Attachment[]> | undefined;
  store: StorePicture;
  sizeOf: (db: Executor, id: string) => Promise<{ width: number; height: number } | undefined>;
  pictureAddress: (picture: ImportedFile) => string;
  /** Called with the bytes read and the total (the file is read twice). */
  onProgress?: (done: number, total: number) => void;
  /** Called with what the import does at present, often. */
  onStage?: ((stage: ImportStep) => void) | undefined;
  /** Called with the steps done and the total, while the related articles are computed at the end of a large import. */
  onRelated?: (done: number, total: number) => void;
  signal?: AbortSignal;
  /** Threads that convert items (server/process/import-threads.ts); without them this thread does. */
  pool?: Pick<ParserPool, "run">;
  /** Where an interrupted import of the same file with the same options continues, and when it began. */
  resume?: { checkpoint: ImportCheckpoint; startedAt: Date } | undefined;
  /** Called in the transaction of each batch, with where the import would continue. */
  saveCheckpoint?: ((tx: Executor, checkpoint: ImportCheckpoint) => Promise<void>) | undefined;
}

/**
 * What an import does at present. `done` and `total` count bytes while the file is read, articles and pages while they are
 * written, and steps while the related selections are computed (0: not known).
 */
export interface ImportStep {
  name: "reading" | "writing" | "relating";
  done: number;
  total: number;
  /** Pictures that were fetched from the blog so far. */
  pictures?: number;
}

/** A consistent state of an import, as JSON. */
export interface ImportCheckpoint {
  /** Index of the last item that is written among the pages and articles; -1 before the first. */
  position: number;
  /** What was counted up to there, without the pictures that could not be stored: the sources of the items name them. */
  report: ImportReport;
  omissions: [string, number][];
}

/** If an import writes more than this share of all articles, computing all related articles again is faster. */
const rebuildShare = 0.2;

class DryRunRollback extends Error {}

/**
 * Imports a WordPress export: the file is read completely and checked first, then read again and written, in
 * transactions of a few dozen articles each. After an interruption the next run continues. Throws an OperatorError with
 * one line if the file, the uploads folder or the log is unusable; then nothing was written.
 */
export async function importWordPress(db: Database, options: ImportOptions): Promise<ImportReport> {
  if (!options.dryRun) return importOpened(db, db, options);
  let report: ImportReport | undefined;
  try {
    await db.transaction(async (tx) => {
      report = await importOpened(tx, undefined, options);
      throw new DryRunRollback();
    });
  } catch (error) {
    if (!(error instanceof DryRunRollback) || !report) throw error;
  }
  return report ?? emptyReport();
}

/**
 * Checks what the owner typed, before a run is recorded. Throws an OperatorError with one line for an option that cannot
 * be used, or a file or folder that is not there.
 */
export async function checkImportOptions(options: Omit<ImportOptions, "resume" | "saveCheckpoint">): Promise<void> {
  readTaxonomyMap(options.taxonomies);
  readArticleTypes(options.types);
  if (options.timezone) createBlogClock(options.timezone);
  if (options.uploads !== undefined) await checkUploadsFolder(options.uploads);
  if (options.users) await checkUsersFile(options.users);
  if (options.ratingsLog) await readRatingsLog(options.ratingsLog, options.ratingsMax ?? 5);
}

/** `db` is passed for a real run only: rebuilding all related articles needs separate transactions. */
async function importOpened(
  executor: Executor,
  db: Database | undefined,
  options: ImportOptions,
): Promise<ImportReport> {
  const { file, close } = await openExport(options.file);
  try {
    return await importFile(file, executor, db, options);
  } finally {
    await close();
  }
}

async function importFile(
  file: FileHandle,
  executor: Executor,
  db: Database | undefined,
  options: ImportOptions,
): Promise<ImportReport> {
  const started = performance.now();
  const taxonomies = readTaxonomyMap(options.taxonomies);
  const types = readArticleTypes(options.types);
  if (options.timezone) createBlogClock(options.timezone);
  const ratingsMax = options.ratingsMax ?? 5;
  // Before anything is written; a wrong line only costs that line.
  if (options.users) await checkUsersFile(options.users);
  const ratingsLog = options.ratingsLog ? await readRatingsLog(options.ratingsLog, ratingsMax) : new Map();
  const { size } = await file.stat();
  const progress = (done: number) => {
    options.signal?.throwIfAborted();
    options.onProgress?.(done, 2 * size);
  };

  const readTo = (done: number) => {
    progress(done);
    options.onStage?.({ name: "reading", done, total: size });
  };
  const scan = await scanExport(file, options.file, readTo, { types, blogUrl: options.blogUrl });
  const zone = scan.zone.infer();
  const timezone = options.timezone ?? zone ?? "Europe/Paris";
  const blogUrl = normaliseBlogUrl(scan.channel.blogUrl);
  addAttachments(scan, options.archiveAttachments?.get(blogUrl) ?? []);
  const { resume } = options;
  const report = { ...emptyReport(), ...resume?.checkpoint.report };
  report.dryRun = options.dryRun ?? false;
  report.blog = { title: toPlainLine(scan.channel.title), url: blogUrl, wxr: scan.channel.version };

  const items = [...scan.pages.values(), ...scan.posts.values()];
  let position = options.resume?.checkpoint.position ?? -1;
  const showWriting = () =>
    options.onStage?.({ name: "writing", done: position + 1, total: items.length, pictures: pictures.downloaded });
  const pictures = await openPictures(executor, scan, { blogUrl, report }, { ...options, onDownload: showWriting });
  showWriting();
  const addresses = new BlogAddresses(scan.channel, [...scan.posts.values()], scan.attachments.values());
  const plan = await planArticles(executor, blogUrl, scan);
  const pagePlan = await planPages(executor, blogUrl, scan.pages);
  const terms = new TermImporter(blogUrl, mapTerms(scan.terms, taxonomies), [...scan.authors, ...scan.guests]);
  const leftover = (await findImportedItems(executor, blogUrl, "step", ["related"])).size > 0;

  const isPage = (post: ScannedPost) => scan.pages.get(post.id) === post;
  const notes = new OmissionCounter(resume?.checkpoint.omissions);
  const complete = () => completeReport(report, { scan, terms, pictures, notes });
  const onBatch = async (tx: Executor) => {
    await terms.countUsed(tx);
    complete();
    const saved = { ...report, pictures: { ...report.pictures, missing: [], failed: [] } };
    await options.saveCheckpoint?.(tx, { position, report: saved, omissions: notes.entries() });
  };
  if (resume) {
    const written = items.slice(0, position + 1);
    const [writtenPages, articles] = [written.filter(isPage), written.filter((post) => !isPage(post))];
    const { startedAt } = resume;
    await resumeCounts(executor, { blogUrl, pages: writtenPages, articles, report, startedAt }, { terms, pictures });
  } else
    await executor.transaction(async (tx) => {
      await terms.importListed(tx);
      await onBatch(tx);
    });
  if (options.users && !report.users) {
    report.users = await importUsers(executor, blogUrl, options.users);
    await onBatch(executor);
  }

  const countWritten = () => ({ articles: report.articles.new + report.pages.new, comments: report.comments.new });
  const statistics = await TableStatistics.open(executor, countWritten());
  const batch = new ArticleBatch({ executor, blogUrl, plan, terms, addresses, notes, report, onBatch });
  const pages = new PageBatch({ executor, blogUrl, plan: pagePlan, addresses, notes, report, onBatch });
  const settings: ConversionSettings = {
    channel: scan.channel,
    head: scan.head,
    timezone,
    uploadFolders: listUploadFolders(scan.attachments.values()),
    now: new Date(),
    fields: createFieldContext(scan.channel, taxonomies),
    ratingsMax,
  };
  const lookups = new BlogLookups({
    scan,
    plan,
    addresses,
    pages: new PageAddresses(addresses, scan.pages),
    pagePlan,
    lists: new ListAddresses(addresses, mapTerms(scan.terms, taxonomies)),
    pictures,
    ratingsLog,
    people: listPeople(scan.authors, scan.guests),
    readReusableBlock: async (id) => {
      const place = scan.reusableBlocks.get(id);
      if (!place) return "";
      const xml = await readItem({ place }, { file, path: options.file });
      return parseItem(scan.head, xml)?.content ?? "";
    },
  });
  // Comments belong to the members that were imported, and to guests under the present key.
  const others = [await hashImportedItems(executor, blogUrl, "user"), guestKeyName()];
  const settingsHash = hashSettings(settings, others);
  const planned = (post: ScannedPost) => (isPage(post) ? undefined : plan.get(post.id));
  const checked = checkSources(items.slice(position + 1), {
    executor,
    blogUrl,
    planned,
    settingsHash,
    lookups,
  });
  const { file: path, pool, signal } = options;
  for await (const item of convertInOrder(checked, { file, path, settings, lookups, pool, signal })) {
    const { post, used } = item;
    // The checkpoint of the last pages comes before that of the first article.
    if (!isPage(post)) await pages.finish();
    position += 1;
    const lost = await pictures.count(listPictureLookups(used));
    if ("tally" in item) {
      countUnchanged(report, notes, item.tally);
      terms.noteUsed(item.tally);
    } else {
      const { article, omissions, plain } = item;
      notes.merge(omissions);
      if (plain) countPlain(report, plain, article?.title ?? (post.title || post.id));
      if (article) {
        const source = await describeSource({ ...item, article }, lost, { settingsHash, lookups });
        await (isPage(post) ? pages : batch).add(article, source);
      }
    }
    await statistics.refresh(executor, countWritten());
    progress(size + post.place.start + post.place.length);
    showWriting();
  }
  await terms.countUsed(executor);
  await pages.finish();
  await batch.finish();
  progress(2 * size);
  report.redirects += await importAddresses(executor, { blogUrl, scan, addresses, report });
  await importMenus(executor, {
    blogUrl,
    addresses,
    terms: scan.terms,
    taxonomies,
    menus: scan.menus,
    titleOf: (id) => (scan.posts.get(id) ?? scan.pages.get(id))?.title ?? "",
    readBody: async (navigation) =>
      parseItem(scan.head, await readItem(navigation, { file, path: options.file }))?.content ?? "",
    report: report.menus,
  });

  const written = performance.now();
  report.related = await refreshImportedRelated(executor, db, blogUrl, { written: batch.written, leftover, options });
  report.relatedSeconds = (performance.now() - written) / 1_000;
  complete();
  report.site = proposeSite(scan.channel, options.timezone || zone);
  report.files = { count: scan.otherFiles.length, addresses: scan.otherFiles };
  report.seconds = (performance.now() - started) / 1_000;
  return report;
}

function listPictureLookups(used: Lookup[]): PictureReference[] {
  return used.flatMap((lookup) => (lookup.name === "picture" ? [lookup.argument] : []));
}

async function openPictures(
  db: Executor,
  scan: Scan,
  context: { blogUrl: string; report: ImportReport },
  options: ImportOptions & { onDownload: () => void },
): Promise<PictureImporter> {
  const pictures = new PictureImporter({
    ...context,
    db,
    uploads: options.uploads,
    fetcher: createFetcher(scan, options),
    baseUrl: scan.channel.blogUrl,
    dryRun: options.dryRun ?? false,
    onDownload: options.onDownload,
    store: options.store,
    sizeOf: options.sizeOf,
    addressOf: options.pictureAddress,
    attachments: scan.attachments,
  });
  await pictures.open();
  return pictures;
}

/** Pictures may come from the blog's own hosts, its files at wordpress.com, and those that the owner names. */
function createFetcher(scan: Scan, { fetchImages, signal }: ImportOptions): PictureFetcher | undefined {
  if (!fetchImages) return undefined;
  const { hosts = [], ...rest } = fetchImages;
  const files = [...scan.attachments.values()].map(({ address }) => address);
  const own = [scan.channel.blogUrl, scan.channel.siteUrl, ...files].flatMap((address, index) => {
    const host = URL.canParse(address) ? new URL(address).hostname : "";
    return index < 2 || host.endsWith(".files.wordpress.com") ? [host] : [];
  });
  return new PictureFetcher({ hosts: [...own.filter(Boolean), ...hosts], signal, ...rest });
}

/** Adds to a report what its parts counted. */
function completeReport(
  report: ImportReport,
  {
    scan,
    terms,
    pictures,
    notes,
  }: { scan: Scan; terms: TermImporter; pictures: PictureImporter; notes: OmissionCounter },
): void {
  report.categories = terms.counts.category;
  report.tags = terms.counts.tag;
  report.authors = terms.counts.author;
  report.pictures = {
    new: pictures.stored,
    unchanged: pictures.unchanged,
    fetched: pictures.fetched,
    toFetch: pictures.toFetch,
    missing: [...pictures.missing],
    failed: pictures.failures,
  };
  report.skipped.items = [...scan.otherTypes]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count);
  report.sticky = scan.sticky;
  report.skipped.characters = scan.droppedCharacters;
  report.skipped.bytesBefore = scan.bytesBefore;
  report.skipped.repeated = scan.repeated;
  addOmissions(report, notes);
}

/**
 * Computes the related articles of what was imported. A mark in the database says that this is still to do, so that the
 * next run does it if this one is interrupted.
 */
async function refreshImportedRelated(
  executor: Executor,
  db: Database | undefined,
  blogUrl: string,
  { written, leftover, options }: { written: number[]; leftover: boolean; options: ImportOptions },
): Promise<number> {
  if (written.length === 0 && !leftover) return 0;
  // A dry run is rolled back, so computing them would be wasted.
  if (!db) return written.length;
  options.onStage?.({ name: "relating", done: 0, total: 0 });
  // Tables that were just filled have no statistics until autovacuum comes by; plans made without them scan whole tables,
  // here and on every page.
  await db.execute(sql`analyze`);
  const [count] = await db.select({ n: sql<number>`count(*)::int` }).from(articles);
  if (leftover || written.length > rebuildShare * (count?.n ?? 0)) {
    const { articles: rebuilt } = await rebuildRelated(db, (done, total) => {
      options.signal?.throwIfAborted();
      options.onRelated?.(done, total);
      options.onStage?.({ name: "relating", done, total });
    });
    await executor.transaction((tx) => deleteImportedItem(tx, blogUrl, "step", "related"));
    return rebuilt;
  }
  await executor.transaction(async (tx) => {
    await refreshRelated(tx, written);
    await deleteImportedItem(tx, blogUrl, "step", "related");
  });
  return written.length;
}
