import type { Role } from "#features/members/rules.ts";

/**
 * Whether somebody's votes are never held: staff, and whoever has been a member for `days`. Of the others one vote says little, many at
 * once say something. `days` 0 trusts everybody.
 */
export function isTrusted(voter: { role: Role; createdAt: Date }, days: number, now: Date = new Date()): boolean {
  return voter.role !== "reader" || now.getTime() - voter.createdAt.getTime() >= days * 86_400_000;
}

/**
 * P(X >= n) for a Poisson variable of that mean: its upper tail, summed from n so that what is tiny stays exact. (Abramowitz and Stegun,
 * Handbook of Mathematical Functions, 26.4: the sum of exp(-m) m^k / k!.)
 */
export function poissonTail(n: number, mean: number): number {
  if (n <= 0) return 1;
  if (mean <= 0) return 0;
  let logTerm = -mean + n * Math.log(mean);
  for (let k = 2; k <= n; k += 1) logTerm -= Math.log(k);
  let term = Math.exp(logTerm);
  let sum = 0;
  // Terms grow until k reaches the mean, and shrink faster and faster after it.
  for (let k = n; term > sum * 1e-12 || k < mean; k += 1) {
    sum += term;
    term *= mean / (k + 1);
    if (k > n + 10_000) break;
  }
  return Math.min(1, sum);
}

/** Votes seen in so many windows of time. */
export interface VoteSample {
  votes: number;
  windows: number;
}

/** The site's habit weighs as much as so many windows of the article's own history: a day, with windows of an hour. */
const priorWindows = 24;

/**
 * How many votes of little-known members one window may be expected to bring an article: the mean of the Gamma distribution that the site's
 * other articles at this age suggest, corrected by what the article itself had before. The conjugate of the Poisson rate: (a + votes) /
 * (b + windows), with b = `priorWindows` and a / b the site's own rate (Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6).
 */
export function expectedVotes(site: VoteSample, own: VoteSample): number {
  const usual = site.windows > 0 ? site.votes / site.windows : 0;
  return (priorWindows * usual + own.votes) / (priorWindows + own.windows);
}

interface BurstSettings {
  /** Fewer are never a burst: three people who vote after publication on a quiet site are none. */
  least: number;
  /** One in so many windows may be called a burst though it is none. */
  odds: number;
}

/** Whether so many votes in one window are more than chance brings where `expected` were to be expected: P(X >= votes) < 1 / odds. */
export function isBurst(votes: number, expected: number, { least, odds }: BurstSettings): boolean {
  return votes >= least && poissonTail(votes, expected) < 1 / odds;
}

/** Ages of an article (in days) at which it is read alike: its first day, its first week, ever after. */
const ageLimitsDays = [0, 1, 7, 60];

/** The span of ages (in days, from and to) that an article of this age is in. */
export function ageSpan(days: number): [number, number] {
  const last = ageLimitsDays.length - 1;
  const to = ageLimitsDays.findIndex((age, n) => n > 0 && days < age);
  return to === -1
    ? [ageLimitsDays[last - 1] ?? 0, ageLimitsDays[last] ?? 0]
    : [ageLimitsDays[to - 1] ?? 0, ageLimitsDays[to] ?? 0];
}

/** The rule of the preset ones that a vote breaks; a site with rules of its own may have none. */
export const voteRuleAnchor = "votes";

/** Where moderators judge the votes that are held apart. */
export const heldVotesPath = "/admin/moderation/ratings";

/** Who votes. */
export interface Voter {
  id: number;
  role: Role;
  createdAt: Date;
}
