import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { commentCacheTags } from "#db/cache-tags/comments.ts";
import { homeCacheTag } from "#db/cache-tags/home.ts";
import { database } from "#db/client.ts";
import { getCards } from "#features/articles/cached.ts";
import type { ArticleCard } from "#features/articles/queries.ts";
import { getCreditedCorrections } from "#features/corrections/cached.ts";
import type { CreditedCorrections } from "#features/corrections/queries.ts";
import { getSettings } from "#features/settings/cached.ts";
import { getNavigationCategories } from "#features/taxonomy/cached.ts";
import type { NavigationCategory } from "#features/taxonomy/queries.ts";
import { maxHeaderCategories, pickTopCategories } from "#features/taxonomy/rules.ts";
import { cached } from "#lib/cache/cached.ts";
import {
  type DiscussedArticles,
  type FeaturedComment,
  findFeaturedComment,
  listDiscussed,
  listRankedArticles,
  listSectionArticles,
  type RankedArticles,
} from "./queries.ts";
import { composeFrontPage, figuresMaxAge, listPlacedIds, type PlacedSection } from "./rules.ts";

interface ShownSection {
  section: NavigationCategory;
  articles: ArticleCard[];
}

/** What the front page shows, part by part; a part without content is empty. */
export interface FrontPageContent {
  /** Undefined on a site without articles. */
  lead: ArticleCard | undefined;
  secondary: ArticleCard[];
  discussed: { article: ArticleCard; today: number }[];
  best: ArticleCard[];
  week: { comment: FeaturedComment | undefined; among: number };
  /** What readers had corrected; undefined if nothing was. */
  corrections: CreditedCorrections | undefined;
  tallSections: ShownSection[];
  rowSections: ShownSection[];
  /** Whether there are articles that the page does not show. */
  hasMore: boolean;
  /** Comments of today below an article at the top, if it is among the most discussed. */
  todayOf: (id: number) => number | undefined;
}

/** Reads the front page: first which article stands where, then the cards of all of them in one statement. */
export async function getFrontPage(): Promise<FrontPageContent> {
  const sections = pickTopCategories(await getNavigationCategories(), maxHeaderCategories);
  const [{ pinned, newest, best }, discussed, bySection, comment, corrections] = await Promise.all([
    getRankedArticles(),
    getDiscussed(),
    getSectionArticles(sections.map(({ id }) => id)),
    getFeaturedComment(),
    getCreditedCorrections(),
  ]);
  const places = composeFrontPage({
    pinned,
    newest,
    discussed: discussed.articles,
    best,
    sections: sections.flatMap((section) => {
      const listed = bySection.get(section.id);
      return listed ? [{ section, ...listed }] : [];
    }),
  });
  const cards = new Map((await getCards(listPlacedIds(places))).map((card) => [card.id, card]));
  const cardsOf = (ids: number[]) => ids.flatMap((id) => cards.get(id) ?? []);
  const show = (placed: PlacedSection<NavigationCategory>[]) =>
    placed.map(({ section, articles }) => ({ section, articles: cardsOf(articles) }));
  const [lead, ...secondary] = cardsOf([places.lead ?? 0, ...places.secondary]);
  return {
    lead,
    secondary,
    discussed: places.discussed.flatMap(({ id, today }) => cardsOf([id]).map((article) => ({ article, today }))),
    best: cardsOf(places.best),
    week: { comment, among: discussed.comments },
    corrections,
    tallSections: show(places.tallSections),
    rowSections: show(places.rowSections),
    hasMore: places.hasMore,
    todayOf: (id) => discussed.articles.find((article) => article.id === id)?.today,
  };
}

/** A withdrawn article disappears, also from the pins, and a republished one returns. */
function getRankedArticles(): Promise<RankedArticles> {
  const tags = [homeCacheTag, articleCacheTags.lists, articleCacheTags.votes];
  return cached(["rankedArticles"], tags, () => listRankedArticles(database()), { keep: true });
}

/** Not invalidated by each comment: the counts are then up to `figuresMaxAge` old. */
async function getDiscussed(): Promise<DiscussedArticles> {
  const zone = (await getSettings())["site.zone"];
  const load = () => listDiscussed(database(), zone);
  return cached(["mostDiscussed", zone], [articleCacheTags.lists], load, { keep: true, maxAge: figuresMaxAge });
}

function getSectionArticles(categoryIds: number[]): ReturnType<typeof listSectionArticles> {
  const load = () => listSectionArticles(database(), categoryIds);
  return cached(["sectionArticles", categoryIds], [articleCacheTags.lists], load, {
    keep: true,
    maxAge: figuresMaxAge,
  });
}

function getFeaturedComment(): Promise<FeaturedComment | undefined> {
  const tagsOf = (comment: FeaturedComment | undefined) => [
    commentCacheTags.featured,
    articleCacheTags.lists,
    ...(comment ? [commentCacheTags.article(comment.article.id), articleCacheTags.id(comment.article.id)] : []),
  ];
  const load = () => findFeaturedComment(database());
  return cached(["featuredComment"], tagsOf, load, { keep: true, maxAge: figuresMaxAge });
}
