import { cacheTag } from "next/cache";
import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import {
  type Article,
  type ArticleCard,
  type ArticleCounts,
  type ArticleScope,
  countArticles,
  getArticle as getArticleRow,
  listArticles as listArticleRows,
  listBestRated,
  listByCategories,
  listCards,
  listNewestSlugs,
  getArticleCounts as readFigures,
} from "#features/articles/queries.ts";
import { articlesPerPage, prebuiltArticles } from "#features/articles/rules.ts";
import { tagged } from "#lib/cache.ts";

/** Reads one published article, or null. Its counts are cached apart, because comments and votes change only them. */
export async function getArticle(slug: string): Promise<Article | null> {
  const article = await getArticleText(slug);
  return article && { ...article, ...(await getCachedCounts(article.id)) };
}

async function getCachedCounts(id: number): Promise<ArticleCounts | undefined> {
  "use cache";
  tagged(articleCacheTags.id(id));
  return readFigures(database(), id);
}

async function getArticleText(slug: string): Promise<Article | null> {
  "use cache";
  tagged(articleCacheTags.slug(slug));
  const article = await getArticleRow(database(), slug);
  if (article) cacheTag(...listArchiveTags(article));
  return article;
}

/**
 * Lists the cache tags of the other things that the page names. Next takes 128 tags per entry; an imported article may
 * have more keywords.
 */
function listArchiveTags({ categories, authors, tags, source }: Article): string[] {
  return [
    ...categories.map(({ slug }) => taxonomyCacheTags.category(slug)),
    ...authors.map(({ slug }) => taxonomyCacheTags.author(slug)),
    ...(source ? [taxonomyCacheTags.source(source.slug)] : []),
    ...tags.map(({ slug }) => taxonomyCacheTags.tag(slug)),
  ].slice(0, 100);
}

/** Lists the cache tags of the categories that cards name. */
function listCategoryTags(cards: ArticleCard[]): string[] {
  return cards.flatMap(({ category }) => (category ? [taxonomyCacheTags.category(category.slug)] : []));
}

/** Reads one page of a list, with the total number of articles. */
export async function listArticles(
  scope: ArticleScope,
  page: number,
): Promise<{ articles: ArticleCard[]; total: number }> {
  "use cache";
  tagged(articleCacheTags.lists);
  const db = database();
  const [articles, total] = await Promise.all([
    listArticleRows(db, scope, page, articlesPerPage),
    countArticles(db, scope),
  ]);
  return { articles, total };
}

/** Reads the published articles among those that a body shows as cards. */
export async function getCards(ids: number[]): Promise<ArticleCard[]> {
  "use cache";
  // A body with more cards is not a real article.
  const limitedIds = ids.slice(0, 50);
  tagged(...limitedIds.map((id) => articleCacheTags.id(id)));
  const cards = await listCards(database(), limitedIds);
  cacheTag(...listCategoryTags(cards));
  return cards;
}

/**
 * Reads the lists of the home page besides the newest articles: the best rated, and the newest of each given category.
 */
export async function getHomeLists(
  categoryIds: number[],
  sizes: { best: number; each: number },
): Promise<{ best: ArticleCard[]; byCategory: [number, ArticleCard[]][] }> {
  "use cache";
  tagged(articleCacheTags.lists);
  const db = database();
  const [best, byCategory] = await Promise.all([
    listBestRated(db, sizes.best),
    listByCategories(db, categoryIds, sizes.each),
  ]);
  return { best, byCategory: [...byCategory] };
}

/** Lists the slugs whose pages a build renders ahead. */
export async function getNewestSlugs(): Promise<string[]> {
  "use cache";
  tagged(articleCacheTags.lists);
  return listNewestSlugs(database(), prebuiltArticles);
}
