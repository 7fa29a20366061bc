import type { TextSignals } from "../text-signals.ts";
import { scoreSpam, type WordCounts } from "./score.ts";

/** Beyond these log-odds a source does not count: the built-in model must not outvote what a site has learnt since (97 %, 99.8 %). */
const [maxPriorLogOdds, maxSiteLogOdds] = [3.5, 6];
/** Log-odds of one point of the marks of advertising and fraud. */
const logOddsPerPoint = 0.6;

export interface SpamScore {
  /** 0 to 1. */
  score: number;
  /** The words that count for spam, the most informative first. */
  words: string[];
}

/** What a site has learnt about the words of a text. */
export interface SiteEvidence {
  examples: WordCounts;
  words: [string, WordCounts][];
}

/** The log-odds of spam before a site has decided anything: the built-in model's, and the marks of advertising and fraud. */
export function priorLogOdds({ tone, spamPatterns }: Pick<TextSignals, "tone" | "spamPatterns">): number {
  const share = Math.min(99, Math.max(1, tone.spam.percent)) / 100;
  const builtIn = Math.log(share / (1 - share));
  // Where the model guesses, it may clear a text, but not accuse it: other marks have to.
  const counted = spamPatterns.fitsModel ? builtIn : Math.min(0, builtIn);
  return clamp(counted + Math.max(0, spamPatterns.points) * logOddsPerPoint, maxPriorLogOdds);
}

/**
 * Combines the built-in model with what the site's decisions taught. The share of the site's own score grows with its examples n (of the
 * kind with fewer) as n / (n + halfway); without a known word in the text it says nothing.
 * @param halfway the examples with which both count equally: `moderation.spamExamples`
 */
export function combineSpamScore(
  signals: Pick<TextSignals, "tone" | "spamPatterns">,
  site: SiteEvidence | undefined,
  halfway: number,
): SpamScore {
  const prior = priorLogOdds(signals);
  const builtIn = signals.tone.spam.words.filter((word) => !word.includes("/"));
  if (!site || site.words.length === 0) return { score: toShare(prior), words: builtIn };
  const { score, words } = scoreSpam(site.words, site.examples);
  const examples = Math.min(site.examples.approved, site.examples.refused);
  const share = examples / (examples + halfway);
  const own = clamp(Math.log(score / (1 - score)), maxSiteLogOdds);
  return {
    score: toShare((1 - share) * prior + share * own),
    words: share >= 0.5 ? [...new Set([...words, ...builtIn])] : [...new Set([...builtIn, ...words])],
  };
}

const clamp = (logOdds: number, max: number) => Math.min(max, Math.max(-max, logOdds));
const toShare = (logOdds: number) => 1 / (1 + Math.exp(-logOdds));
