/** The lead article and two secondary ones: the places that editors can fill. */
export const maxPins = 3;

/** Places of the front page. */
export const frontPageSizes = { secondary: 2, discussed: 5, best: 4, sections: 6, perSection: 2 };

/** Ratings that an article needs to be among the best rated. */
export const minBestRatings = 20;

/** A ranking with a single place is none. */
const minRanked = 2;

/**
 * The newest articles that the rankings need to know: on a site with fewer, they take fewer, so that the sections get
 * some. One more than the page has places shows that there are others.
 */
export const newestPoolSize = 25;

/** Candidates per section: the places above and the other sections may have taken all but the last two. */
export const sectionPoolSize = 24;

/** Candidates of the rankings: the places above may have taken the first ones. */
export const discussedPoolSize = maxPins + frontPageSizes.discussed;
export const bestPoolSize = discussedPoolSize + frontPageSizes.best;

/** "Best rated" considers only this many of the newest articles, so that the list changes and its cost is bounded. */
export const bestRatedPoolSize = 400;

/** "Most discussed" considers only this many of the newest comments of the seven days, so that its cost is bounded. */
export const recentCommentsPoolSize = 10_000;

/** Seconds after which figures that change with time (comments of today, of seven days) are read again. */
export const figuresMaxAge = 300;

export interface DiscussedArticle {
  id: number;
  /** Visible comments since midnight. */
  today: number;
}

export interface SectionCandidate<Section> {
  section: Section;
  /** Ids of its articles, newest first. */
  articles: number[];
  /** How many of them were published in the last seven days. */
  newArticles: number;
}

/** The ids of published articles that may stand on the front page, each list in its order. */
export interface FrontPageCandidates<Section> {
  pinned: number[];
  newest: number[];
  discussed: DiscussedArticle[];
  best: number[];
  sections: SectionCandidate<Section>[];
}

export interface PlacedSection<Section> {
  section: Section;
  /** One or two. */
  articles: number[];
}

/** Which article stands where: each at most once. */
export interface FrontPagePlacement<Section> {
  lead: number | undefined;
  secondary: number[];
  discussed: DiscussedArticle[];
  best: number[];
  /** With a large picture and a second headline. */
  tallSections: PlacedSection<Section>[];
  /** One headline beside a small picture. */
  rowSections: PlacedSection<Section>[];
  /** Whether there are articles that have no place. */
  hasMore: boolean;
}

/**
 * Fills the places of the front page in their order: lead, secondary, most discussed, best rated, sections. Each skips
 * what is placed already, so no article is on the page twice, and a part without an article is empty.
 */
export function composeFrontPage<Section>(candidates: FrontPageCandidates<Section>): FrontPagePlacement<Section> {
  const { pinned, newest } = candidates;
  const placed = new Set<number>();
  const isFree = (id: number) => !placed.has(id);
  const place = (ids: number[]) => {
    for (const id of ids) placed.add(id);
  };
  const [lead, ...secondary] = listTopIds(pinned, newest);
  place(lead === undefined ? [] : [lead, ...secondary]);

  const sizes = chooseRankingSizes(newest.filter(isFree).length);
  const discussed = takeRanked(
    candidates.discussed.filter(({ id }) => isFree(id)),
    sizes.discussed,
  );
  place(discussed.map(({ id }) => id));
  const best = takeRanked(candidates.best.filter(isFree), sizes.best);
  place(best);

  const sections: PlacedSection<Section>[] = [];
  for (const { section, articles } of sortSections(candidates.sections, isFree)) {
    if (sections.length === frontPageSizes.sections) break;
    const [first] = articles.filter(isFree);
    if (first === undefined) continue;
    place([first]);
    sections.push({ section, articles: [first] });
  }
  // Second headlines come last, so that an article of two sections does not leave the second one without any.
  const tall = countTallSections(sections.length);
  const byName = new Map(candidates.sections.map(({ section, articles }) => [section, articles]));
  const tallSections = sections.slice(0, tall).map(({ section, articles }) => {
    const others = (byName.get(section) ?? []).filter(isFree).slice(0, frontPageSizes.perSection - 1);
    place(others);
    return { section, articles: [...articles, ...others] };
  });
  return {
    lead,
    secondary,
    discussed,
    best,
    tallSections,
    rowSections: sections.slice(tall),
    hasMore: newest.some(isFree),
  };
}

/** Lists the lead and the secondary articles: the pinned ones in their order, then the newest. */
const listTopIds = (pinned: number[], newest: number[]) =>
  [...new Set([...pinned, ...newest])].slice(0, 1 + frontPageSizes.secondary);

/** All ids of a front page, in the order of the page. */
export function listPlacedIds<Section>(places: FrontPagePlacement<Section>): number[] {
  return [
    ...(places.lead === undefined ? [] : [places.lead]),
    ...places.secondary,
    ...places.discussed.map(({ id }) => id),
    ...places.best,
    ...[...places.tallSections, ...places.rowSections].flatMap(({ articles }) => articles),
  ];
}

/** On a small site the rankings take two thirds of what is left, so that the sections get the last third. */
function chooseRankingSizes(left: number): { discussed: number; best: number } {
  const { discussed, best, sections } = frontPageSizes;
  if (left >= discussed + best + sections) return { discussed, best };
  return { discussed: Math.min(discussed, Math.ceil(left / 3)), best: Math.min(best, Math.floor(left / 3)) };
}

function takeRanked<T>(ranked: T[], size: number): T[] {
  const taken = ranked.slice(0, size);
  return taken.length < minRanked ? [] : taken;
}

/** Sections with the most new articles first; among equals those with a second headline, then as in the navigation. */
function sortSections<Section>(sections: SectionCandidate<Section>[], isFree: (id: number) => boolean) {
  const headlines = ({ articles }: SectionCandidate<Section>) =>
    Math.min(frontPageSizes.perSection, articles.filter(isFree).length);
  return [...sections].sort((a, b) => b.newArticles - a.newArticles || headlines(b) - headlines(a));
}

/** Rows without a hole: three above and up to three below; four are two and two. */
function countTallSections(sections: number): number {
  if (sections <= 3) return sections;
  return sections === 4 ? 2 : 3;
}

/**
 * Pages of the list behind the front page: `/?page=2` begins with the newest article, because the front page does not
 * show the newest in a row. The front page itself is page 1.
 */
export function countHomePages(total: number, perPage: number): number {
  return 1 + Math.ceil(total / perPage);
}
