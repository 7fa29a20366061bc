import { createHash } from "node:crypto";
import type { Executor } from "#db/client.ts";
import { lockPages, recordImportedPages, storeImportedPage } from "#features/pages/mutations.ts";
import { countPages, type Page } from "#features/pages/queries.ts";
import {
  maxPageBodyLength,
  maxPages,
  maxPageTitleLength,
  type PageDiscussion,
  pageAddress,
} from "#features/pages/rules.ts";
import { cutCharacters } from "#lib/cut-characters.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { writeArticleMarkdown } from "#lib/markdown/write-article.ts";
import { type Refusal, refused } from "#lib/result.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import type { OmissionCounter } from "../body/conversion-report.ts";
import { hasGeneratedId } from "../export/entries.ts";
import { toDraftReason, toReason } from "../import-reason.ts";
import type { PreparedArticle } from "../prepare.ts";
import type { ImportReport } from "../report.ts";
import { importComments } from "../store/comments.ts";
import { findImportedItems, type ImportedItem, recordImportedItems } from "../store/imported-items.ts";
import { storeImportedRedirects } from "../store/imported-redirects.ts";
import { builtInPaths } from "./hidden-addresses.ts";
import { findImportedPage, type PlannedPage } from "./plan-pages.ts";

interface PageBatchContext {
  executor: Executor;
  blogUrl: string;
  plan: ReadonlyMap<string, PlannedPage>;
  addresses: BlogAddresses;
  notes: OmissionCounter;
  report: ImportReport;
  /** Called at the end of each batch's transaction: everything that was added is written then. */
  onBatch: (tx: Executor) => Promise<void>;
}

/** What is stored of a page. */
type PageTexts = Pick<
  Page,
  "slug" | "title" | "body" | "seoTitle" | "seoDescription" | "publishedAt" | "withdrawnAt" | "discussion"
>;

/** Pages per transaction. */
const maxWaiting = 25;

/** Slugs of the pages that a WordPress site shows as its front page or its list of posts; they have no text. */
const frontPageSlugs = new Set([
  "home",
  "homepage",
  "accueil",
  "page-daccueil",
  "front-page",
  "blog",
  "actualites",
  "news",
]);

/** Collects prepared pages and writes a few at a time, each batch in one transaction. */
export class PageBatch {
  readonly #context: PageBatchContext;
  #waiting: PreparedArticle[] = [];
  #sources: ImportedItem[] = [];

  constructor(context: PageBatchContext) {
    this.#context = context;
  }

  async add(page: PreparedArticle, source: ImportedItem): Promise<void> {
    this.#waiting.push(page);
    this.#sources.push(source);
    if (this.#waiting.length >= maxWaiting) await this.finish();
  }

  /** Writes the last batch. */
  async finish(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    const sources = this.#sources;
    this.#waiting = [];
    this.#sources = [];
    const { executor, blogUrl } = this.#context;
    await executor.transaction(async (tx) => {
      await lockPages(tx);
      const commentIds = waiting.flatMap((page) => page.comments.map(({ id }) => id));
      const known = await findImportedItems(tx, blogUrl, "comment", commentIds);
      const changed: string[] = [];
      for (const page of waiting) {
        const discussionId = await this.#write(tx, page, changed);
        if (typeof discussionId !== "number") continue;
        const { notes, report } = this.#context;
        const target = { id: discussionId, publishedAt: page.publishedAt, comments: page.comments };
        await importComments(tx, target, known, { ...this.#context, notes, counts: report.comments });
      }
      await recordImportedPages(tx, changed);
      await recordImportedItems(tx, blogUrl, "source", sources);
      await this.#context.onBatch(tx);
    });
  }

  /** Writes a page if it is new, or has changed there and not here. Returns the id of its discussion. */
  async #write(tx: Executor, page: PreparedArticle, changed: string[]): Promise<number | null | undefined> {
    const { plan, blogUrl, report } = this.#context;
    const { pages: counts } = report;
    const planned = plan.get(page.foreignId);
    if (!planned) throw new Error(`Page ${page.foreignId} is not in the plan.`);
    const row = await findImportedPage(tx, planned);
    if (planned.before && !row) {
      counts.keptDeleted.push(page.title);
      return undefined;
    }
    const obstacle = await this.#findObstacle(tx, page, row);
    if (obstacle) {
      counts.skipped.push({ title: page.title, reason: toReason(obstacle) });
      return undefined;
    }
    const texts = this.#toTexts(page, planned.slug, row);
    if (texts.title !== page.title) counts.shortened.push(page.title);
    if (texts.publishedAt) {
      counts.published += 1;
      const from = this.#context.addresses.path(page.link) ?? "";
      if (builtInPaths.has(from)) counts.hidden.push({ title: page.title, from, to: pageAddress(texts.slug) });
    } else
      counts.drafts.push({
        title: page.title,
        reason: toDraftReason(page.bodyHtml === "" ? "empty" : page.draftReason),
      });
    const imported = fingerprint(texts);
    const [known, written] = (planned.before?.fingerprint ?? ":").split(":");
    if (row && known === imported) {
      counts.unchanged += 1;
      return row.discussionId;
    }
    // The second part is what the last import left here: another state was written by somebody.
    if (row && written !== fingerprint(row)) {
      counts.keptEdited.push(page.title);
      return row.discussionId;
    }
    const stored = await storeImportedPage(tx, row, texts);
    counts[row ? "changed" : "new"] += 1;
    changed.push(`${texts.title} (${pageAddress(texts.slug)})`);
    if (texts.publishedAt) await this.#redirect(tx, page, texts.slug);
    const mark = { foreignId: page.foreignId, localId: String(stored.id), fingerprint: `${imported}:${imported}` };
    await recordImportedItems(tx, blogUrl, "page", [mark]);
    return stored.discussionId;
  }

  /** Explains why a page is not imported; undefined if it is. */
  async #findObstacle(tx: Executor, page: PreparedArticle, row: Page | undefined): Promise<Refusal | undefined> {
    const isFrontPage = this.#context.addresses.path(page.link) === "/" || frontPageSlugs.has(page.slug);
    if (page.bodyHtml === "" && page.comments.length === 0 && isFrontPage) return refused("import.frontPage");
    if (toMarkdown(page).length > maxPageBodyLength)
      return refused("import.pageTooLong", undefined, { max: maxPageBodyLength });
    if (!row && (await countPages(tx)) >= maxPages) return refused("import.tooManyPages", undefined, { max: maxPages });
    return undefined;
  }

  #toTexts(page: PreparedArticle, slug: string, row: Page | undefined): PageTexts {
    const isShown = page.status === "published" && page.bodyHtml !== "";
    return {
      slug,
      title: cutCharacters(page.title, maxPageTitleLength),
      body: toMarkdown(page),
      seoTitle: page.seoTitle,
      seoDescription: page.seoDescription,
      publishedAt: isShown ? (page.publishedAt ?? new Date(0)) : null,
      withdrawnAt: null,
      // What moderators decided about a discussion stays.
      discussion: row && row.discussion !== "none" ? row.discussion : chooseDiscussion(page, isShown),
    };
  }

  async #redirect(tx: Executor, page: PreparedArticle, slug: string): Promise<void> {
    const paths = listOldPaths(page, this.#context.addresses).filter((path) => path !== pageAddress(slug));
    const rules = paths.map((fromPath) => ({ fromPath, target: { toPath: pageAddress(slug) } }));
    this.#context.report.redirects += await storeImportedRedirects(tx, rules, this.#context);
  }
}

function toMarkdown(page: PreparedArticle): string {
  return writeArticleMarkdown(parseHtml(page.bodyHtml));
}

function chooseDiscussion(page: PreparedArticle, isShown: boolean): PageDiscussion {
  const hasComments = page.comments.some(({ skipped, bodyHtml }) => skipped === "" && bodyHtml !== "");
  if (hasComments || isShown) return page.commentPolicy === "open" ? "open" : hasComments ? "closed" : "none";
  return "none";
}

/** The page's former addresses: its full path, that path with former slugs, `?page_id=ID` and `?p=ID`. */
function listOldPaths(page: PreparedArticle, addresses: BlogAddresses): string[] {
  const id = page.foreignId;
  const paths = hasGeneratedId(id) ? [] : [`/?page_id=${id}`, `/?p=${id}`];
  const path = addresses.path(page.link);
  if (path !== undefined && path !== "/") {
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    paths.push(path, ...page.oldSlugs.filter(Boolean).map((slug) => folder + slug));
  }
  return [...new Set(paths)];
}

/** Tells whether a page is as an import wrote it. A discussion is the moderators', whatever the text. */
function fingerprint({ slug, title, body, seoTitle, seoDescription, publishedAt, withdrawnAt }: PageTexts): string {
  const state = [publishedAt !== null, withdrawnAt !== null];
  return createHash("sha256")
    .update(JSON.stringify([slug, title, body, seoTitle, seoDescription, state]))
    .digest("base64url")
    .slice(0, 22);
}
