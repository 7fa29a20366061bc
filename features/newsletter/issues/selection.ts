import { maxIssueArticles } from "./rules.ts";

/** The most articles of a topic in a digest: about five minutes of reading. */
export const articlesPerTopic = 7;

/** The weights of an article's score; each part is between 0 and 1. */
export const scoreWeights = {
  /** The Bayesian mean of its ratings, as in "best rated". */
  rating: 1,
  /** Its comments: on a logarithmic scale, so that one dispute does not outweigh everything. */
  discussion: 0.8,
  /** When it appeared in the period: at its end rather than at its start. */
  freshness: 0.4,
} as const;

/** From this many comments on, the discussion's part is 1. */
export const maxScoredComments = 100;

export interface Candidate {
  articleId: number;
  topicId: number;
  title: string;
  lead: string;
  /** The address of the original of an extract. */
  sourceUrl: string | null;
  score: number;
}

/**
 * Selects the articles of a digest from the candidates of its topics: for each topic the best ones without near-copies, each article once,
 * best first. The topics take turns, so that a large topic leaves room for the others when the issue is full.
 */
export function selectArticles(
  candidates: readonly Candidate[],
  perTopic: number = articlesPerTopic,
  total: number = maxIssueArticles,
): number[] {
  const queues = new Map<number, Candidate[]>();
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score || b.articleId - a.articleId))
    queues.set(candidate.topicId, [...(queues.get(candidate.topicId) ?? []), candidate]);
  const chosen = new Map<number, Candidate>();
  for (let round = 0; round < perTopic; round += 1)
    for (const queue of queues.values()) {
      const next = takeNext(queue, chosen);
      if (next && (chosen.has(next.articleId) || chosen.size < total)) chosen.set(next.articleId, next);
    }
  return [...chosen.values()]
    .sort((a, b) => b.score - a.score || b.articleId - a.articleId)
    .map((one) => one.articleId);
}

/** Removes the best candidate that is no near-copy of a chosen article from its queue. An article already chosen for another topic counts. */
function takeNext(queue: Candidate[], chosen: ReadonlyMap<number, Candidate>): Candidate | undefined {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const candidate = next;
    if (chosen.has(candidate.articleId) || ![...chosen.values()].some((one) => isNearCopy(one, candidate)))
      return candidate;
  }
  return undefined;
}

/** The share of common words from which two articles count as the same news. */
const nearCopyShare = 0.6;

/** Whether two articles are extracts of the same original, or say nearly the same in title and lead. */
export function isNearCopy(a: Candidate, b: Candidate): boolean {
  if (a.sourceUrl && a.sourceUrl === b.sourceUrl) return true;
  const [one, other] = [wordsOf(a), wordsOf(b)];
  const common = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - common;
  return all > 0 && common / all >= nearCopyShare;
}

/** Beyond this many characters, the texts of two articles are not compared. */
const comparedLength = 1_000;

function wordsOf({ title, lead }: Candidate): Set<string> {
  const text = `${title} ${lead}`.slice(0, comparedLength).normalize("NFD").toLowerCase();
  return new Set(text.replace(/\p{M}/gu, "").match(/[\p{L}\p{N}]{3,}/gu));
}
