import type { Role } from "#features/members/rules.ts";

/**
 * Whether a voter's votes are never held: staff, and members for at least `days`. A single vote of a newer member means little, many at
 * once mean something. `days` 0 trusts everyone.
 */
export function isTrusted(voter: { role: Role; createdAt: Date }, days: number, now: Date = new Date()): boolean {
  return voter.role !== "reader" || now.getTime() - voter.createdAt.getTime() >= days * 86_400_000;
}

/**
 * Returns P(X >= n) for a Poisson variable of that mean: its upper tail, summed from n so that tiny values stay exact. (Abramowitz and
 * Stegun, Handbook of Mathematical Functions, 26.4: the sum of exp(-m) m^k / k!.)
 */
export function poissonTail(n: number, mean: number): number {
  if (n <= 0) return 1;
  if (mean <= 0) return 0;
  let logTerm = -mean + n * Math.log(mean);
  for (let k = 2; k <= n; k += 1) logTerm -= Math.log(k);
  let term = Math.exp(logTerm);
  let sum = 0;
  // Terms grow until k reaches the mean, then shrink ever faster.
  for (let k = n; term > sum * 1e-12 || k < mean; k += 1) {
    sum += term;
    term *= mean / (k + 1);
    if (k > n + 10_000) break;
  }
  return Math.min(1, sum);
}

/** Votes counted in a number of time windows. */
export interface VoteSample {
  votes: number;
  windows: number;
}

/** The weight of the site's rate, in windows of the article's own history: a day, with windows of an hour. */
const priorWindows = 24;

/**
 * Returns how many votes of new members to expect in one window on an article: the posterior mean of a Gamma prior from the site's other
 * articles at this age, updated with the article's own history. The conjugate of the Poisson rate: (a + votes) / (b + windows), with b =
 * `priorWindows` and a / b the site's own rate (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6).
 */
export function expectedVotes(site: VoteSample, article: VoteSample): number {
  const siteRate = site.windows > 0 ? site.votes / site.windows : 0;
  return (priorWindows * siteRate + article.votes) / (priorWindows + article.windows);
}

interface BurstSettings {
  /** Fewer votes are never a burst, such as three after a publication on a quiet site. */
  minVotes: number;
  /** One window in this many may be called a burst by chance. */
  odds: number;
}

/** Whether `votes` in one window exceed chance where `expected` were expected: P(X >= votes) < 1 / odds. */
export function isBurst(votes: number, expected: number, { minVotes, odds }: BurstSettings): boolean {
  return votes >= minVotes && poissonTail(votes, expected) < 1 / odds;
}

/**
 * The limits (in days) between groups of article ages that are compared with each other: the first day, the first week, two months, older.
 */
const ageLimitsDays = [0, 1, 7, 60];

/** Returns the span of ages (in days, from and to) that contains this age. */
export function ageSpan(days: number): [number, number] {
  const last = ageLimitsDays.length - 1;
  const to = ageLimitsDays.findIndex((age, n) => n > 0 && days < age);
  return to === -1
    ? [ageLimitsDays[last - 1] ?? 0, ageLimitsDays[last] ?? 0]
    : [ageLimitsDays[to - 1] ?? 0, ageLimitsDays[to] ?? 0];
}

/** The anchor of the default rule that a held vote breaks; a site with custom rules may lack it. */
export const voteRuleAnchor = "votes";

/** The page where moderators decide on held votes. */
export const heldVotesPath = "/admin/moderation/ratings";

/** The member who votes. */
export interface Voter {
  id: number;
  role: Role;
  createdAt: Date;
}
