import { eq, sql } from "drizzle-orm";
import { announce } from "#db/changes.ts";
import type { Executor } from "#db/client.ts";
import { articles } from "#db/schema.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { placeLaterCards } from "../body/links.ts";
import type { Notes } from "../body/notes.ts";
import type { BlogClock } from "../dates.ts";
import type { OwnAddresses } from "../own-addresses.ts";
import type { PlannedArticle } from "../plan.ts";
import { bodyFingerprint, fingerprintOf, type PreparedArticle } from "../prepare.ts";
import type { ImportReport } from "../report.ts";
import { writeArticle } from "./articles.ts";
import { bringComments } from "./comments.ts";
import { recall, remember } from "./identities.ts";
import type { Terms } from "./terms.ts";

export interface BatchContext {
  executor: Executor;
  blogUrl: string;
  plan: Map<string, PlannedArticle>;
  terms: Terms;
  addresses: OwnAddresses;
  clock: BlogClock;
  notes: Notes;
  report: ImportReport;
}

/** A transaction holds so many articles, comments or characters at most, whichever comes first: memory stays flat, commits are few. */
const mostArticles = 50;
const mostComments = 2_000;
const mostCharacters = 2_000_000;

/** Collects prepared articles and writes them some dozen at a time, each batch whole or not at all. */
export class Batch {
  readonly #context: BatchContext;
  #waiting: PreparedArticle[] = [];
  #comments = 0;
  #characters = 0;
  #marked = false;
  /** Articles whose links to later ones become cards at the end. */
  readonly #later = new Map<number, { foreignId: string; fingerprint: string }>();
  readonly written: number[] = [];

  constructor(context: BatchContext) {
    this.#context = context;
  }

  async add(article: PreparedArticle): Promise<void> {
    this.#waiting.push(article);
    this.#comments += article.comments.length;
    this.#characters += article.bodyHtml.length;
    const full =
      this.#waiting.length >= mostArticles || this.#comments >= mostComments || this.#characters >= mostCharacters;
    if (full) await this.#flush();
  }

  /** Writes what waits, then the cards of articles that came after the ones that show them. */
  async finish(): Promise<void> {
    await this.#flush();
    const { executor, plan } = this.#context;
    if (this.#later.size === 0) return;
    const ids = new Map<string, number>();
    for (const { slug, articleId } of plan.values()) if (articleId !== undefined) ids.set(slug, articleId);
    const entries = [...this.#later];
    for (let start = 0; start < entries.length; start += mostArticles) {
      await executor.transaction(async (tx) => {
        for (const [id, entry] of entries.slice(start, start + mostArticles))
          await this.#placeCards(tx, id, entry, ids);
      });
    }
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    this.#comments = 0;
    this.#characters = 0;
    const { executor, blogUrl, terms } = this.#context;
    await executor.transaction(async (tx) => {
      await this.#recallTerms(tx, terms, waiting);
      const commentIds = waiting.flatMap((article) => article.comments.map((comment) => comment.id));
      const known = await recall(tx, blogUrl, "comment", commentIds);
      for (const article of waiting) {
        const id = await this.#put(tx, article);
        if (id === undefined) continue;
        const { clock, notes, report } = this.#context;
        const counts = report.comments;
        await bringComments(tx, { id, ...article }, known, { blogUrl, clock, notes, counts });
      }
    });
  }

  async #recallTerms(tx: Executor, terms: Terms, waiting: PreparedArticle[]): Promise<void> {
    const names = (list: { nicename: string }[][]) => [...new Set(list.flat().map(({ nicename }) => nicename))];
    await terms.recallMore(tx, "category", names(waiting.map((article) => article.categories)));
    await terms.recallMore(tx, "tag", names(waiting.map((article) => article.tags)));
    await terms.recallMore(tx, "author", [...new Set(waiting.map((article) => article.author))]);
  }

  /** Writes one article if it is new or changed. Returns the row's id, or undefined where it was deleted here. */
  async #put(tx: Executor, article: PreparedArticle): Promise<number | undefined> {
    const { plan, report } = this.#context;
    const planned = plan.get(article.foreignId);
    if (!planned) throw new Error(`Post ${article.foreignId} is not in the plan.`);
    const { articles: counts } = report;
    if (article.status === "draft") counts.drafts.push({ title: article.title, reason: article.draftReason });
    else counts.published += 1;
    if (article.provenance) counts.syndicated += 1;
    if (article.rating) counts.rated += 1;
    if (article.oddRating) counts.oddRatings.push(article.title);
    const { before, row } = planned;
    if (before && !row) {
      counts.keptDeleted.push(article.title);
      return undefined;
    }
    const fingerprint = fingerprintOf(article);
    if (before?.fingerprint === fingerprint) {
      counts.unchanged += 1;
      return row?.id;
    }
    // Edited here, or published, withdrawn or taken back here since it came.
    if (row && (row.editedAt !== null || !before?.fingerprint.startsWith(`${row.status}:`))) {
      counts.keptEdited.push(article.title);
      return row.id;
    }
    return this.#write(tx, article, planned, fingerprint);
  }

  async #write(tx: Executor, article: PreparedArticle, planned: PlannedArticle, fingerprint: string): Promise<number> {
    const { blogUrl, terms, addresses, report } = this.#context;
    if (!this.#marked) {
      await remember(tx, blogUrl, "step", [{ foreignId: "related", localId: "waiting", fingerprint: "" }]);
      this.#marked = true;
    }
    const { id, redirects } = await writeArticle(tx, article, terms, addresses, planned.row?.id);
    await remember(tx, blogUrl, "article", [{ foreignId: article.foreignId, localId: String(id), fingerprint }]);
    planned.articleId = id;
    report.redirects += redirects;
    report.articles[planned.row ? "changed" : "new"] += 1;
    this.written.push(id);
    if (article.later.length > 0) this.#later.set(id, { foreignId: article.foreignId, fingerprint });
    return id;
  }

  async #placeCards(
    tx: Executor,
    id: number,
    { foreignId, fingerprint }: { foreignId: string; fingerprint: string },
    ids: Map<string, number>,
  ): Promise<void> {
    const [row] = await tx
      .select({ slug: articles.slug, bodyHtml: articles.bodyHtml })
      .from(articles)
      .where(eq(articles.id, id));
    if (!row) return;
    const bodyHtml = placeLaterCards(row.bodyHtml, ids);
    if (bodyHtml === row.bodyHtml) return;
    await tx.update(articles).set({ bodyHtml }).where(sql`${articles.id} = ${id} and ${articles.editedAt} is null`);
    const facts = fingerprint.slice(0, fingerprint.lastIndexOf(":"));
    const item = { foreignId, localId: String(id), fingerprint: `${facts}:${bodyFingerprint(bodyHtml)}` };
    await remember(tx, this.#context.blogUrl, "article", [item]);
    await announce(tx, [articleTagsOf.id(id), articleTagsOf.slug(row.slug)]);
  }
}
