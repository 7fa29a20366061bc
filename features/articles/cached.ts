import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { syndicationCacheTags } from "#db/cache-tags/syndication.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import {
  type Article,
  type ArticleCard,
  type ArticleContent,
  type ArticlePageCounts,
  type ArticleScope,
  countArticles,
  getArticleContent,
  getArticleCounts,
  listArticles as listArticleRows,
  listCards,
} from "#features/articles/queries.ts";
import { articlesPerPage } from "#features/articles/rules.ts";
import { cached } from "#lib/cache/cached.ts";

/** Reads one published article with its counts, or null. */
export async function getArticle(slug: string): Promise<(Article & ArticlePageCounts) | null> {
  const content = await getContent(slug);
  if (!content) return null;
  const { id } = content;
  const counts = await cached(["articleCounts", id], [articleCacheTags.id(id)], () => getArticleCounts(database(), id));
  return counts ? { ...content, ...counts } : null;
}

/**
 * Kept between renders, because a comment or a vote changes only the counts. Another article's publication changes the
 * number of articles of its authors, and a change of its story whether it is in one: both invalidate the lists.
 */
function getContent(slug: string): Promise<ArticleContent | null> {
  const tagsOf = (article: ArticleContent | null) => [
    articleCacheTags.slug(slug),
    articleCacheTags.lists,
    ...(article ? [syndicationCacheTags.coverage(article.id), ...listArchiveTags(article)] : []),
  ];
  return cached(["article", slug], tagsOf, () => getArticleContent(database(), slug), { keep: true });
}

/** Lists the cache tags of the other things that the page names. */
function listArchiveTags({ categories, authors, tags, source }: ArticleContent): string[] {
  return [
    ...categories.map(({ slug }) => taxonomyCacheTags.category(slug)),
    ...authors.map(({ slug }) => taxonomyCacheTags.author(slug)),
    ...(source ? [taxonomyCacheTags.source(source.slug)] : []),
    ...tags.map(({ slug }) => taxonomyCacheTags.tag(slug)),
  ];
}

/** Lists the cache tags of cards, with the categories and authors that they name. */
export function listCardTags(cards: ArticleCard[]): string[] {
  return cards.flatMap(({ id, category, author }) => [
    articleCacheTags.id(id),
    ...(category ? [taxonomyCacheTags.category(category.slug)] : []),
    ...(author ? [taxonomyCacheTags.author(author.slug)] : []),
  ]);
}

/** Reads one page of a list, with the total number of articles. */
export function listArticles(scope: ArticleScope, page: number): Promise<{ articles: ArticleCard[]; total: number }> {
  const tagsOf = ({ articles }: { articles: ArticleCard[] }) => [articleCacheTags.lists, ...listCardTags(articles)];
  return cached(["articles", scope, page], tagsOf, async () => {
    const [articles, total] = await Promise.all([
      listArticleRows(database(), scope, page, articlesPerPage),
      countListedArticles(scope),
    ]);
    return { articles, total };
  });
}

/** Counts the published articles of a scope, once for all pages of the list. */
export function countListedArticles(scope: ArticleScope): Promise<number> {
  const load = () => countArticles(database(), scope);
  return cached(["articleCount", scope], [articleCacheTags.lists], load, { keep: true });
}

/**
 * Reads the published articles among those that a body shows as cards. Kept between renders, because a comment or a vote
 * on the article does not change the cards of others.
 */
export async function getCards(ids: number[]): Promise<ArticleCard[]> {
  if (ids.length === 0) return [];
  // A body with more cards is not a real article.
  const limitedIds = ids.slice(0, 50);
  // With the ids of articles that have no card: they may be published later.
  const tagsOf = (cards: ArticleCard[]) => [...limitedIds.map((id) => articleCacheTags.id(id)), ...listCardTags(cards)];
  return cached(["cards", limitedIds], tagsOf, () => listCards(database(), limitedIds), { keep: true });
}
