import { openSnapshot } from "#features/backup/archive/snapshot.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { describeExportFailure, ExportFolder } from "./folder/export-folder.ts";
import { countContent, type ExportedTerms, listStories, listTerms, readOldAddresses } from "./queries.ts";
import { AddressList } from "./redirects/address-list.ts";
import { writeRedirects } from "./redirects/redirect-files.ts";
import type { ExportCounts, ExportRun } from "./steps/export-run.ts";
import { writeMembers, writeSubscribers } from "./steps/write-accounts.ts";
import { writeArticles } from "./steps/write-articles.ts";
import { writePages } from "./steps/write-pages.ts";
import { writePictures, writeUnusedPictures } from "./steps/write-pictures.ts";
import { WordPressFiles } from "./wordpress/wordpress-files.ts";

export interface ExportOptions {
  /** The site's database. */
  url: string;
  /** A new or empty folder, or that of an earlier export. */
  folder: string;
  storage: Storage;
  siteUrl: string;
  site: { name: string; tagline: string; language: string; zone: string };
  /** Comments that are not visible too. */
  allStatuses?: boolean;
  /** The accounts and the newsletter's subscribers too, with their addresses. */
  members?: boolean;
  /** The size at which a file for WordPress ends (bytes). */
  maxWordPressBytes: number;
  signal?: AbortSignal;
  onProgress?: (part: "pictures" | "articles", total: number) => void;
}

export interface ExportResult extends ExportCounts {
  folder: string;
  files: number;
  bytes: number;
}

/**
 * Exports the site, as it is at one moment, beside the running site: Markdown, pictures, comments, old addresses, and
 * files for WordPress. It holds a bounded part of the texts in memory, and the numbers of all pictures.
 * @throws OperatorError with one sentence: the folder has other files, the disk is full …; then nothing is kept
 */
export async function exportSite(options: ExportOptions): Promise<ExportResult> {
  let folder: ExportFolder | undefined;
  try {
    folder = await ExportFolder.create(options.folder);
    const snapshot = await openSnapshot(options.url, options.signal);
    try {
      const counts = await writeAll(folder, options, snapshot);
      await snapshot.check();
      const result = { ...counts, files: folder.files + 1, bytes: folder.bytes };
      await folder.finish({
        site: options.siteUrl,
        at: snapshot.at.toISOString(),
        commentStatuses: options.allStatuses ? "all" : "visible",
        ...result,
      });
      return { folder: options.folder, ...result };
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw describeExportFailure(error, folder, options.folder);
  } finally {
    await folder?.discard();
  }
}

async function writeAll(
  folder: ExportFolder,
  options: ExportOptions,
  { sql, at }: Pick<Awaited<ReturnType<typeof openSnapshot>>, "sql" | "at">,
): Promise<ExportCounts> {
  const { siteUrl, site } = options;
  const totals = await countContent(sql);
  const terms = await listTerms(sql);
  const channel = { siteUrl, title: site.name, tagline: site.tagline, language: site.language, at, terms };
  const run: ExportRun = {
    sql,
    folder,
    siteUrl,
    storage: options.storage,
    zone: site.zone,
    allStatuses: options.allStatuses ?? false,
    positions: new Map(),
    wordpress: new WordPressFiles({ folder, channel, zone: site.zone, maxBytes: options.maxWordPressBytes }),
    addresses: new AddressList(await folder.open("addresses.csv")),
    counts: emptyCounts(),
    advance(part) {
      options.signal?.throwIfAborted();
      options.onProgress?.(part, totals[part]);
    },
  };
  const { counts } = run;
  await run.addresses.begin();
  await run.addresses.addTerms(terms, await listStories(sql));
  await writeTerms(folder, terms);
  await writePictures(run);
  const used = await writePages(run);
  for (const id of await writeArticles(run)) used.add(id);
  await writeUnusedPictures(run, used);
  await run.wordpress.finish();
  counts.wordpressFiles = run.wordpress.files;
  counts.redirects = await writeRedirects(folder, readOldAddresses(sql));
  folder.count(await run.addresses.close());
  counts.addresses = run.addresses.count;
  if (options.members) {
    counts.members = await writeMembers(run);
    counts.subscribers = await writeSubscribers(run);
  }
  await folder.write("README.md", readme);
  return counts;
}

const emptyCounts = (): ExportCounts => ({
  articles: 0,
  unpublished: 0,
  pages: 0,
  comments: 0,
  pictures: 0,
  missingPictures: [],
  redirects: 0,
  addresses: 0,
  members: 0,
  subscribers: 0,
  wordpressFiles: 0,
});

async function writeTerms(folder: ExportFolder, { categories, tags, authors }: ExportedTerms): Promise<void> {
  const without = <T extends { id: number }>(list: T[]) => list.map(({ id: _, ...term }) => term);
  const content = { categories: without(categories), tags: without(tags), authors: without(authors) };
  await folder.write("terms.json", `${JSON.stringify(content, null, 1)}\n`);
}

const readme = `# An export of a Vigie site

| file | holds |
|---|---|
| articles/YEAR/DATE-SLUG.md | published articles: Markdown with front matter (YAML) |
| drafts/SLUG.md | drafts, scheduled and withdrawn articles |
| pages/SLUG.md | pages |
| media/, media.json | pictures, and their texts, credits, sizes and old names |
| comments/ | the discussion of each article or page, a comment per line |
| terms.json | categories, tags and authors |
| addresses.csv | the addresses of the site |
| redirects.csv, redirects.map, _redirects | old addresses: as a list, for nginx, for Netlify |
| wordpress.xml (or wordpress-1.xml …) | everything for WordPress: Tools, Import |
| members.csv, subscribers.csv | accounts and subscribers of the newsletter, if they were asked for |

docs/export.md of Vigie explains each of them.
`;
