import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { correctionCacheTags } from "#db/cache-tags/corrections.ts";
import { memberCacheTags } from "#db/cache-tags/members.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { type ArticleCard, listCards } from "#features/articles/queries.ts";
import { cached } from "#lib/cache/cached.ts";
import type { Result } from "#lib/result.ts";
import { readIndexProgress } from "./indexing/queries.ts";
import { searchSite } from "./queries.ts";
import { searchPath } from "./request/address.ts";
import type { SearchFacet, SearchHit, SearchRequest, SearchResults } from "./rules.ts";

/** What a page of results shows: the hits, and the cards of the articles among them. */
export interface SearchPage {
  results: SearchResults;
  cards: ArticleCard[];
}

/** Seconds after which new articles and comments appear in results that are kept. */
const maxAgeSeconds = 60;

/** A refused search may be tried again soon. */
const refusedAgeSeconds = 2;

/**
 * Searches, for a page that is kept for a minute at most. What is withdrawn or moderated leaves it at once, because it
 * depends on each hit that it shows, and on the people whom its filters name.
 */
export function getSearchPage(request: SearchRequest): Promise<Result<SearchPage>> {
  const tagsOf = (page: Result<SearchPage>) =>
    page.ok
      ? [
          ...page.value.results.hits.flatMap(listHitTags),
          ...page.value.cards.flatMap(listCardTags),
          ...page.value.results.facets.author.flatMap(listPersonTags),
        ]
      : [];
  const load = async (): Promise<Result<SearchPage>> => {
    const found = await searchSite(database(), request);
    if (!found.ok) return await cached(["searchRefused"], [], async () => found, { maxAge: refusedAgeSeconds });
    const ids = found.value.hits.filter(({ kind }) => kind === "article").map(({ id }) => id);
    return { ok: true, value: { results: found.value, cards: await listCards(database(), ids) } };
  };
  return cached(["search", searchPath(request)], tagsOf, load, { maxAge: maxAgeSeconds });
}

/** Seconds after which the progress of an unfinished index is read again. */
const progressAgeSeconds = 20;

/** Whether the index of an upgraded site still lacks older texts. Once it is complete, it is not read again. */
export function isIndexBeingFilled(): Promise<boolean> {
  const load = async () => {
    const { isComplete, total } = await readIndexProgress(database());
    if (isComplete) return false;
    return await cached(["searchIndexUnfinished"], [], async () => total > 0, { maxAge: progressAgeSeconds });
  };
  return cached(["searchIndexBeingFilled"], [], load, { keep: true });
}

function listHitTags(hit: SearchHit): string[] {
  const article = articleCacheTags.id(hit.articleId);
  if (hit.kind === "article") return [article];
  return [article, hit.kind === "comment" ? commentCacheTags.article(hit.articleId) : correctionCacheTags.all];
}

function listCardTags({ category, author }: ArticleCard): string[] {
  return [
    ...(category ? [taxonomyCacheTags.category(category.slug)] : []),
    ...(author ? [taxonomyCacheTags.author(author.slug)] : []),
  ];
}

/** A person of the filters is a member, an author, or both. */
const listPersonTags = ({ value }: SearchFacet) => [memberCacheTags.handle(value), taxonomyCacheTags.author(value)];
