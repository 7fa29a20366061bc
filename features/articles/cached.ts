import { database } from "#db/client.ts";
import {
  type Article,
  type ArticleCard,
  type ArticleScope,
  countArticles,
  getArticle as getArticleRow,
  listArticles as listArticleRows,
  listBestRated,
  listByCategories,
  listCards,
  listNewestSlugs,
} from "#features/articles/queries.ts";
import { articlesPerPage, builtAhead } from "#features/articles/rules.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { tagged } from "#lib/cache.ts";

/** One published article, or null. */
export async function getArticle(slug: string): Promise<Article | null> {
  "use cache";
  tagged(articleTagsOf.slug(slug));
  return getArticleRow(database(), slug);
}

/** One page of a list and the number of all its articles. */
export async function listArticles(
  scope: ArticleScope,
  page: number,
): Promise<{ articles: ArticleCard[]; total: number }> {
  "use cache";
  tagged(articleTagsOf.lists);
  const db = database();
  const [articles, total] = await Promise.all([
    listArticleRows(db, scope, page, articlesPerPage),
    countArticles(db, scope),
  ]);
  return { articles, total };
}

/** The published ones among the articles that a body shows as cards. */
export async function getCards(ids: number[]): Promise<ArticleCard[]> {
  "use cache";
  tagged(...ids.map((id) => articleTagsOf.id(id)));
  return listCards(database(), ids);
}

/** What the home shows besides the list of all: the best rated, and the newest of each category given. */
export async function getHome(
  categoryIds: number[],
  sizes: { best: number; each: number },
): Promise<{ best: ArticleCard[]; byCategory: [number, ArticleCard[]][] }> {
  "use cache";
  tagged(articleTagsOf.lists);
  const db = database();
  const [best, byCategory] = await Promise.all([
    listBestRated(db, sizes.best),
    listByCategories(db, categoryIds, sizes.each),
  ]);
  return { best, byCategory: [...byCategory] };
}

/** The slugs that a build prepares ahead. */
export async function newestSlugs(): Promise<string[]> {
  "use cache";
  tagged(articleTagsOf.lists);
  return listNewestSlugs(database(), builtAhead);
}
