import { eq, sql } from "drizzle-orm";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import type { Executor } from "#db/client.ts";
import { invalidateTags } from "#db/invalidation.ts";
import { articles } from "#db/schema.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import type { OmissionCounter } from "../body/conversion-report.ts";
import { insertLaterCards } from "../body/links.ts";
import { toDraftReason } from "../import-reason.ts";
import type { PlannedArticle } from "../plan.ts";
import { articleFingerprint, bodyFingerprint, isSameArticle, type PreparedArticle } from "../prepare.ts";
import type { ImportReport } from "../report.ts";
import { ArticleWriter, isEditedHere, lockRow } from "./articles.ts";
import { importComments } from "./comments.ts";
import {
  deleteImportedItem,
  findImportedItems,
  type ImportedItem,
  listImportedItems,
  recordImportedItems,
} from "./imported-items.ts";
import type { TermImporter } from "./terms.ts";

interface ArticleBatchContext {
  executor: Executor;
  blogUrl: string;
  plan: Map<string, PlannedArticle>;
  terms: TermImporter;
  addresses: BlogAddresses;
  notes: OmissionCounter;
  report: ImportReport;
  /** Called at the end of each batch's transaction: everything that was added is written then. */
  onBatch: (tx: Executor) => Promise<void>;
}

/**
 * Maximum number of articles, comments or characters per transaction, whichever comes first: memory stays constant, and
 * commits are few.
 */
const maxArticles = 50;
const maxComments = 2_000;
const maxCharacters = 2_000_000;

/** An article, and the record of what it was made of. */
type BatchItem = PreparedArticle & { source: ImportedItem };

/** Collects prepared articles and writes a few dozen at a time, each batch in one transaction. */
export class ArticleBatch {
  readonly #context: ArticleBatchContext;
  #waiting: BatchItem[] = [];
  #comments = 0;
  #characters = 0;
  #marked = false;
  /** Records of the batch that is being written. */
  #sources: ImportedItem[] = [];
  #cards: ImportedItem[] = [];
  readonly written: number[] = [];
  readonly #writer: ArticleWriter;

  constructor(context: ArticleBatchContext) {
    this.#context = context;
    this.#writer = new ArticleWriter(context);
  }

  async add(article: PreparedArticle, source: ImportedItem): Promise<void> {
    this.#waiting.push({ ...article, source });
    this.#comments += article.comments.length;
    this.#characters += article.bodyHtml.length;
    const full =
      this.#waiting.length >= maxArticles || this.#comments >= maxComments || this.#characters >= maxCharacters;
    if (full) await this.#flush();
  }

  /** Writes the last batch, then the cards of articles that were written before those that they show. */
  async finish(): Promise<void> {
    await this.#flush();
    const { executor, blogUrl, plan } = this.#context;
    const list = (after: string) => listImportedItems(executor, blogUrl, "cards", { after, limit: maxArticles });
    let page = await list("");
    if (page.length === 0) return;
    const ids = new Map<string, number>();
    for (const { slug, articleId } of plan.values()) if (articleId !== undefined) ids.set(slug, articleId);
    while (page.length > 0) {
      await executor.transaction(async (tx) => {
        for (const item of page) await this.#placeCards(tx, item, ids);
      });
      page = await list(page.at(-1)?.foreignId ?? "");
    }
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.#comments = 0;
    this.#characters = 0;
    const { executor, blogUrl, terms, notes, report } = this.#context;
    await executor.transaction(async (tx) => {
      await this.#recallTerms(tx, terms, waiting);
      await this.#writeNew(
        tx,
        waiting.filter((article) => this.#planned(article).before === undefined),
      );
      const commentIds = waiting.flatMap((article) => article.comments.map((comment) => comment.id));
      const known = await findImportedItems(tx, blogUrl, "comment", commentIds);
      for (const article of waiting) {
        const id = await this.#settle(tx, article);
        if (id === undefined) continue;
        const counts = report.comments;
        await importComments(tx, { id, ...article }, known, { blogUrl, notes, counts });
      }
      await recordImportedItems(tx, blogUrl, "source", this.#sources);
      this.#sources = [];
      await recordImportedItems(tx, blogUrl, "cards", this.#cards);
      this.#cards = [];
      await this.#context.onBatch(tx);
    });
  }

  #planned(article: PreparedArticle): PlannedArticle {
    const planned = this.#context.plan.get(article.foreignId);
    if (!planned) throw new Error(`Post ${article.foreignId} is not in the plan.`);
    return planned;
  }

  async #recallTerms(tx: Executor, terms: TermImporter, waiting: BatchItem[]): Promise<void> {
    const names = (list: { nicename: string }[][]) => [...new Set(list.flat().map(({ nicename }) => nicename))];
    await terms.loadKnown(tx, "category", names(waiting.map((article) => article.categories)));
    await terms.loadKnown(tx, "tag", names(waiting.map((article) => article.tags)));
    await terms.loadKnown(tx, "author", [
      ...new Set(waiting.flatMap(({ authors }) => authors.map(({ login }) => login))),
    ]);
  }

  async #writeNew(tx: Executor, list: BatchItem[]): Promise<void> {
    if (list.length === 0) return;
    await this.#mark(tx);
    const { report, blogUrl } = this.#context;
    const { ids, redirects } = await this.#writer.writeNew(tx, list);
    report.redirects += redirects;
    report.articles.new += ids.length;
    const marks = list.map((article, index) => {
      const localId = ids[index] ?? 0;
      this.#planned(article).articleId = localId;
      return { foreignId: article.foreignId, localId: String(localId), fingerprint: this.#keep(article, localId) };
    });
    await recordImportedItems(tx, blogUrl, "article", marks);
  }

  /**
   * Counts an article and, if it was imported before and has changed, writes it. Returns the row's id, or undefined if
   * it was deleted here.
   */
  async #settle(tx: Executor, article: BatchItem): Promise<number | undefined> {
    const { articles: counts } = this.#context.report;
    if (article.status === "draft")
      counts.drafts.push({ title: article.title, reason: toDraftReason(article.draftReason) });
    else if (article.status === "scheduled") counts.scheduled += 1;
    else counts.published += 1;
    if (article.provenance?.isExtract) counts.syndicated += 1;
    if (article.rating) counts.rated += 1;
    if (article.oddRating) counts.oddRatings.push(article.title);
    const planned = this.#planned(article);
    const { before, articleId } = planned;
    if (!before) return articleId;
    if (!planned.row) {
      counts.keptDeleted.push(article.title);
      return undefined;
    }
    const fingerprint = articleFingerprint(article);
    if (isSameArticle(before.fingerprint, fingerprint)) {
      counts.unchanged += 1;
      this.#sources.push(article.source);
      return planned.row.id;
    }
    // The row may have changed since the import began.
    const row = await lockRow(tx, planned.row.id);
    if (!row) {
      counts.keptDeleted.push(article.title);
      return undefined;
    }
    // It was edited, published, withdrawn or taken back here since its import.
    if (row.isEdited || !before.fingerprint.startsWith(`${row.status}:`)) {
      counts.keptEdited.push(article.title);
      return row.id;
    }
    await this.#mark(tx);
    const { redirects } = await this.#writer.writeChanged(tx, article, row.id);
    this.#context.report.redirects += redirects;
    counts.changed += 1;
    const mark = { foreignId: article.foreignId, localId: String(row.id), fingerprint: this.#keep(article, row.id) };
    await recordImportedItems(tx, this.#context.blogUrl, "article", [mark]);
    return row.id;
  }

  /** Records that the related articles of this run are still to be computed. */
  async #mark(tx: Executor): Promise<void> {
    if (this.#marked) return;
    const mark = { foreignId: "related", localId: "waiting", fingerprint: "" };
    await recordImportedItems(tx, this.#context.blogUrl, "step", [mark]);
    this.#marked = true;
  }

  #keep(article: BatchItem, id: number): string {
    const fingerprint = articleFingerprint(article);
    this.written.push(id);
    this.#sources.push(article.source);
    if (article.later.length > 0) this.#cards.push({ foreignId: article.foreignId, localId: String(id), fingerprint });
    return fingerprint;
  }

  async #placeCards(
    tx: Executor,
    { foreignId, localId, fingerprint }: ImportedItem,
    ids: Map<string, number>,
  ): Promise<void> {
    const { blogUrl } = this.#context;
    await deleteImportedItem(tx, blogUrl, "cards", foreignId);
    const id = Number(localId);
    const [row] = await tx
      .select({ slug: articles.slug, bodyHtml: articles.bodyHtml, isEdited: isEditedHere })
      .from(articles)
      .where(eq(articles.id, id));
    if (!row || row.isEdited) return;
    const bodyHtml = insertLaterCards(row.bodyHtml, ids);
    if (bodyHtml === row.bodyHtml) return;
    await tx.update(articles).set({ bodyHtml }).where(sql`${articles.id} = ${id} and not ${isEditedHere}`);
    const facts = fingerprint.slice(0, fingerprint.lastIndexOf(":"));
    const item = { foreignId, localId, fingerprint: `${facts}:${bodyFingerprint(bodyHtml)}` };
    await recordImportedItems(tx, blogUrl, "article", [item]);
    await invalidateTags(tx, [articleCacheTags.id(id), articleCacheTags.slug(row.slug)]);
  }
}
