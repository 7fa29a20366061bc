import { eq, inArray } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { articles, sources } from "#db/schema.ts";
import { putArticle } from "#features/articles/mutations.ts";
import { addRedirect } from "#features/redirects/mutations.ts";
import { putSource } from "#features/taxonomy/mutations.ts";
import type { Provenance } from "../body/provenance.ts";
import type { OwnAddresses } from "../own-addresses.ts";
import type { PreparedArticle } from "../prepare.ts";
import { freeSlug, toSlug } from "../slugs.ts";
import type { Terms } from "./terms.ts";

export interface Row {
  id: number;
  slug: string;
  status: string;
  editedAt: Date | null;
}

/** The rows of articles that came before, by id. */
export async function rowsOf(tx: Executor, ids: number[]): Promise<Map<number, Row>> {
  const found = new Map<number, Row>();
  for (let start = 0; start < ids.length; start += 5_000) {
    const rows = await tx
      .select({ id: articles.id, slug: articles.slug, status: articles.status, editedAt: articles.editedAt })
      .from(articles)
      .where(inArray(articles.id, ids.slice(start, start + 5_000)));
    for (const row of rows) found.set(row.id, row);
  }
  return found;
}

/** Writes an article (a new one, or over the row `id`) and the redirects of its old addresses. Returns its id. */
export async function writeArticle(
  tx: Executor,
  article: PreparedArticle,
  terms: Terms,
  addresses: OwnAddresses,
  id?: number,
): Promise<{ id: number; redirects: number }> {
  const categoryIds: number[] = [];
  for (const { nicename, name } of article.categories) categoryIds.push(await terms.category(tx, nicename, name));
  const tagIds: number[] = [];
  for (const { nicename, name } of article.tags) tagIds.push(await terms.tag(tx, nicename, name));
  const authorIds = article.author === "" ? [] : [await terms.author(tx, article.author)];
  const stored = await putArticle(
    tx,
    {
      slug: article.slug,
      status: article.status,
      title: article.title,
      lead: article.lead,
      bodyHtml: article.bodyHtml,
      publishedAt: article.publishedAt,
      updatedAt: article.updatedAt,
      leadMediaId: article.leadMediaId,
      leadCaption: article.leadCaption,
      source: article.provenance ? await sourceOf(tx, article.provenance) : null,
      commentPolicy: article.commentPolicy,
      categoryIds,
      tagIds,
      authorIds,
      legacyRatingCount: article.rating?.count ?? 0,
      legacyRatingSum: article.rating?.sum ?? 0,
    },
    id,
  );
  const paths = article.status === "published" ? oldPaths(article, addresses) : [];
  for (const path of paths) await addRedirect(tx, path, { articleId: stored.id });
  return { id: stored.id, redirects: paths.length };
}

async function sourceOf(tx: Executor, provenance: Provenance) {
  const base = toSlug(provenance.name) || toSlug(new URL(provenance.siteUrl).hostname.replace(/^www\./, ""));
  const slug = await freeSlug(base, async (candidate) => {
    const [row] = await tx.select({ name: sources.name }).from(sources).where(eq(sources.slug, candidate));
    return row !== undefined && row.name.toLowerCase() !== provenance.name.toLowerCase();
  });
  const id = await putSource(tx, { slug, name: provenance.name, url: provenance.siteUrl });
  return { id, title: provenance.title, url: provenance.url, syndicated: true };
}

/** Where the article could be reached on the blog: its permalink, the same with names it had before, and `?p=ID`. */
export function oldPaths(article: PreparedArticle, addresses: OwnAddresses): string[] {
  const paths = [`/?p=${article.foreignId}`];
  const permalink = addresses.path(article.link);
  if (permalink !== undefined && permalink !== "/") {
    paths.push(permalink);
    const folder = permalink.slice(0, permalink.lastIndexOf("/") + 1);
    for (const old of article.oldSlugs) {
      const path = folder + old;
      const owner = addresses.postId(path);
      if (old !== "" && (owner === undefined || owner === article.foreignId)) paths.push(path);
    }
  }
  return [...new Set(paths)].filter((path) => path !== `/articles/${article.slug}`);
}
