import { cacheTag } from "next/cache";
import { database } from "#db/client.ts";
import {
  type Article,
  type ArticleCard,
  type ArticleFigures,
  type ArticleScope,
  countArticles,
  getArticle as getArticleRow,
  listArticles as listArticleRows,
  listBestRated,
  listByCategories,
  listCards,
  listNewestSlugs,
  getFigures as readFigures,
} from "#features/articles/queries.ts";
import { articlesPerPage, builtAhead } from "#features/articles/rules.ts";
import { articleTagsOf } from "#features/articles/tags.ts";
import { taxonomyTags } from "#features/taxonomy/tags.ts";
import { tagged } from "#lib/cache.ts";

/** One published article, or null. Its figures are read apart: a comment or a vote changes them and nothing else of it. */
export async function getArticle(slug: string): Promise<Article | null> {
  const article = await getText(slug);
  return article && { ...article, ...(await getFigures(article.id)) };
}

async function getFigures(id: number): Promise<ArticleFigures | undefined> {
  "use cache";
  tagged(articleTagsOf.id(id));
  return readFigures(database(), id);
}

async function getText(slug: string): Promise<Article | null> {
  "use cache";
  tagged(articleTagsOf.slug(slug));
  const article = await getArticleRow(database(), slug);
  if (article) cacheTag(...placesOf(article));
  return article;
}

/** Tags of what the page names besides the article. Next takes 128 tags; an import may bring more keywords than that. */
function placesOf({ categories, authors, tags, source }: Article): string[] {
  return [
    ...categories.map(({ slug }) => taxonomyTags.category(slug)),
    ...authors.map(({ slug }) => taxonomyTags.author(slug)),
    ...(source ? [taxonomyTags.source(source.slug)] : []),
    ...tags.map(({ slug }) => taxonomyTags.tag(slug)),
  ].slice(0, 100);
}

/** Tags of the categories that cards name. */
function categoriesOf(cards: ArticleCard[]): string[] {
  return cards.flatMap(({ category }) => (category ? [taxonomyTags.category(category.slug)] : []));
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
  // A body with more cards than this is no article.
  const shown = ids.slice(0, 50);
  tagged(...shown.map((id) => articleTagsOf.id(id)));
  const cards = await listCards(database(), shown);
  cacheTag(...categoriesOf(cards));
  return cards;
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
