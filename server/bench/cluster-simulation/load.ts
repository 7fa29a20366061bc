import { edgeFetchRate, zipfRates } from "./cache-models.ts";
import type { DirectLoad } from "./capacity.ts";
import type { SimulationInput } from "./simulate.ts";

const secondsOfDay = 86_400;

/** What an operator knows or assumes of a site. */
export interface SiteTraffic {
  viewsPerDay: number;
  /** The busiest second, as a multiple of the mean. */
  peakFactor: number;
  /** The share of the pages that members request. */
  members: number;
  /** Comments per thousand pages; half as many votes, a tenth as many corrections and removals. */
  commentsPerThousand: number;
  articles: number;
  exponent: number;
  /** Caches in front of the site, each with its share of the readers; how long they keep a page (s). */
  edge?: { caches: number; ttl: number; purgesPerChange: number } | undefined;
}

export interface PlannedLoad {
  /** Pages a second in the busiest second, of all readers. */
  peakViews: number;
  /** The share of them that the caches in front of the site answer. */
  answeredByEdge: number;
  /** What reaches the nodes. */
  direct: DirectLoad;
  writes: SimulationInput["writes"];
}

/** The load of the busiest second of a day. */
export function planLoad(traffic: SiteTraffic): PlannedLoad {
  const { viewsPerDay, peakFactor, members, commentsPerThousand, articles, exponent, edge } = traffic;
  const peakViews = (viewsPerDay / secondsOfDay) * peakFactor;
  const comments = (peakViews * commentsPerThousand) / 1_000;
  const writes = { comment: comments, vote: comments / 2, correction: comments / 10, publication: 0.02 };
  const memberRequests = peakViews * members;
  const visitors = peakViews - memberRequests;
  const fetched = edge ? countEdgeFetches(visitors, comments, { articles, exponent, ...edge }) : visitors;
  return {
    peakViews,
    answeredByEdge: (visitors - fetched) / peakViews,
    // One of ten pages of a member is a page of their own: account, notifications, search.
    direct: { pageRequests: fetched + memberRequests, memberRequests, privatePages: memberRequests / 10 },
    writes,
  };
}

/** How many pages a second all caches together request of the nodes: those that they do not have, or not any more. */
function countEdgeFetches(
  visitors: number,
  comments: number,
  edge: { articles: number; exponent: number; caches: number; ttl: number; purgesPerChange: number },
): number {
  const shares = zipfRates(1, edge.articles, edge.exponent);
  const fetches = (rate: number, changes: number) =>
    edge.caches * edgeFetchRate(rate / edge.caches, edge.ttl, changes * edge.purgesPerChange);
  // A comment changes the article and its discussion, a vote the article; most also the front page.
  const ofArticles = shares.reduce(
    (sum, share) =>
      sum +
      fetches(visitors * share * 0.9, comments * share * 1.6) +
      fetches(visitors * share * 0.06, comments * share),
    0,
  );
  return ofArticles + fetches(visitors * 0.04, comments);
}
