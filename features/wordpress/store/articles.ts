import { eq, inArray, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articleDrafts, articleSchedules, articles, sources } from "#db/schema.ts";
import { type ArticleInput, insertArticles, upsertArticle } from "#features/articles/mutations.ts";
import { ensureSource } from "#features/taxonomy/mutations.ts";
import { findFreeSlug } from "#lib/slug.ts";
import { splitIntoBatches } from "#lib/split-into-batches.ts";
import type { BlogAddresses } from "../blog-addresses.ts";
import type { SourceAttribution } from "../body/source-attribution.ts";
import { hasGeneratedId } from "../export/entries.ts";
import { toImportedSlug } from "../imported-slug.ts";
import type { PreparedArticle } from "../prepare.ts";
import { type RedirectContext, storeImportedRedirects } from "./imported-redirects.ts";
import type { TermImporter } from "./terms.ts";

export interface ArticleRow {
  id: number;
  slug: string;
  status: string;
  /** Somebody edited it here: changes that are saved but not published yet count too. */
  isEdited: boolean;
}

export const isEditedHere = sql<boolean>`(${articles.editedAt} is not null or exists (
  select from ${articleDrafts} where ${articleDrafts.articleId} = ${articles.id} and ${articleDrafts.content} is not null))`;

const rowColumns = { id: articles.id, slug: articles.slug, status: articles.status, isEdited: isEditedHere };

/** Reads the rows of articles imported before, by id. */
export async function findRows(tx: Executor, ids: number[]): Promise<Map<number, ArticleRow>> {
  const found = new Map<number, ArticleRow>();
  for (const batch of splitIntoBatches(ids, 5_000)) {
    const rows = await tx.select(rowColumns).from(articles).where(inArray(articles.id, batch));
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** Reads an article's row and locks it, so that an editor who saves it meanwhile waits. */
export async function lockRow(tx: Executor, id: number): Promise<ArticleRow | undefined> {
  // Locked first: the statement after it sees what another transaction saved before.
  await tx.select({ id: articles.id }).from(articles).where(eq(articles.id, id)).for("update");
  return (await findRows(tx, [id])).get(id);
}

interface WriterContext extends RedirectContext {
  terms: TermImporter;
  addresses: BlogAddresses;
}

/** Resolves the names that an article refers to; sources are cached, because most extracts have the same few. */
export class ArticleWriter {
  readonly #terms: TermImporter;
  readonly #context: WriterContext;
  readonly #sources = new Map<string, number>();

  constructor(context: WriterContext) {
    this.#terms = context.terms;
    this.#context = context;
  }

  /** Writes new articles and the redirects from their old addresses. Returns their ids in the order of `list`. */
  async writeNew(tx: Executor, list: PreparedArticle[]): Promise<{ ids: number[]; redirects: number }> {
    const inputs: ArticleInput[] = [];
    for (const article of list) inputs.push(await this.#inputOf(tx, article));
    const ids = await insertArticles(tx, inputs);
    await schedule(
      tx,
      list.map((article, index) => ({ article, id: ids[index] ?? 0 })),
    );
    const redirects = await this.#redirect(
      tx,
      list.map((article, index) => ({ article, id: ids[index] ?? 0 })),
    );
    return { ids, redirects };
  }

  /** Overwrites the row of a changed article. */
  async writeChanged(tx: Executor, article: PreparedArticle, id: number): Promise<{ redirects: number }> {
    await upsertArticle(tx, await this.#inputOf(tx, article), id);
    await tx.delete(articleSchedules).where(eq(articleSchedules.articleId, id));
    await schedule(tx, [{ article, id }]);
    return { redirects: await this.#redirect(tx, [{ article, id }]) };
  }

  async #inputOf(tx: Executor, article: PreparedArticle): Promise<ArticleInput> {
    const categoryIds: number[] = [];
    for (const { nicename, name } of article.categories) {
      categoryIds.push(await this.#terms.category(tx, nicename, name));
    }
    const tagIds: number[] = [];
    for (const { nicename, name } of article.tags) tagIds.push(await this.#terms.tag(tx, nicename, name));
    const { slug, status, title, lead, bodyHtml, bodyText, publishedAt, updatedAt, leadMediaId, leadCaption } = article;
    return {
      slug,
      status,
      title,
      lead,
      bodyHtml,
      bodyText,
      publishedAt,
      updatedAt,
      leadMediaId,
      leadCaption,
      source: article.provenance ? await this.#sourceOf(tx, article.provenance) : null,
      commentPolicy: article.commentPolicy,
      categoryIds,
      tagIds,
      authorIds: await this.#authorIds(tx, article),
      seoTitle: article.seoTitle,
      seoDescription: article.seoDescription,
      canonicalUrl: article.canonicalUrl,
      legacyRatingCount: article.rating?.count ?? 0,
      legacyRatingSum: article.rating?.sum ?? 0,
    };
  }

  async #authorIds(tx: Executor, article: PreparedArticle): Promise<number[]> {
    const ids: number[] = [];
    for (const byline of article.authors) ids.push(await this.#terms.author(tx, byline.login, byline));
    return [...new Set(ids)];
  }

  async #sourceOf(tx: Executor, provenance: NonNullable<PreparedArticle["provenance"]>) {
    const key = provenance.name.toLowerCase();
    const id = this.#sources.get(key) ?? (await ensureSourceId(tx, provenance));
    this.#sources.set(key, id);
    return { id, title: provenance.title, url: provenance.url, syndicated: provenance.isExtract };
  }

  async #redirect(tx: Executor, written: { article: PreparedArticle; id: number }[]): Promise<number> {
    const rules = written.flatMap(({ article, id }) =>
      // Stored redirects lead to published articles only, so those of scheduled ones wait for their time.
      article.status !== "draft"
        ? listOldPaths(article, this.#context.addresses).map((fromPath) => ({ fromPath, target: { articleId: id } }))
        : [],
    );
    return storeImportedRedirects(tx, rules, this.#context);
  }
}

/** Schedules articles for their publication by the site's own scheduler. */
async function schedule(tx: Executor, written: { article: PreparedArticle; id: number }[]): Promise<void> {
  const rows = written.flatMap(({ article, id }) =>
    article.scheduledFor ? [{ articleId: id, publishAt: article.scheduledFor }] : [],
  );
  if (rows.length > 0) await tx.insert(articleSchedules).values(rows);
}

async function ensureSourceId(tx: Executor, provenance: SourceAttribution): Promise<number> {
  const base =
    toImportedSlug(provenance.name) || toImportedSlug(new URL(provenance.siteUrl).hostname.replace(/^www\./, ""));
  const slug = await findFreeSlug(base, async (candidate) => {
    const [row] = await tx.select({ name: sources.name }).from(sources).where(eq(sources.slug, candidate));
    return row !== undefined && row.name.toLowerCase() !== provenance.name.toLowerCase();
  });
  return ensureSource(tx, { slug, name: provenance.name, url: provenance.siteUrl });
}

/** Lists the article's former addresses on the blog: its permalink, the permalinks with former names, and `?p=ID`. */
function listOldPaths(article: PreparedArticle, addresses: BlogAddresses): string[] {
  if (article.oldPaths) return article.oldPaths.filter((path) => path !== `/articles/${article.slug}`);
  const paths = hasGeneratedId(article.foreignId) ? [] : [`/?p=${article.foreignId}`];
  const permalink = addresses.path(article.link);
  if (permalink !== undefined && permalink !== "/") {
    paths.push(permalink);
    const folder = permalink.slice(0, permalink.lastIndexOf("/") + 1);
    // Some structures of permalinks end in `.html`.
    const suffix = /\.[a-z]{2,5}$/.exec(permalink)?.[0] ?? "";
    for (const old of article.oldSlugs) {
      const owner = addresses.postId(folder + old);
      if (old !== "" && (owner === undefined || owner === article.foreignId))
        paths.push(folder + old, folder + old + suffix);
    }
  }
  return [...new Set(paths)].filter((path) => path !== `/articles/${article.slug}`);
}
