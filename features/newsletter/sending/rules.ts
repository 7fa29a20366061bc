import type { DeliveryState } from "#db/schema/newsletter.ts";
import type { SmtpReply } from "#lib/mail/smtp-reply.ts";
import type { DeliveryOutcome, DeliveryPhase } from "#lib/mail/smtp-session.ts";

/** How often a lease is renewed, and how long after the last renewal it expires: a short pause of the machine is no crash. */
export const senderHeartbeatMs = 5_000;
export const senderTimeoutSeconds = 30;
/** How long before its lease ends a sender stops sending, so that a message in flight ends within the lease. */
export const senderMarginMs = 5_000;

/** Messages in flight at once. More keep up the rate when answers are slow; each may become uncertain in a crash. */
export function connectionCount(perSecond: number): number {
  return Math.min(10, Math.max(1, Math.ceil(perSecond / 2)));
}

/** How long after its time a scheduled issue is still sent, if the site was stopped then. */
export const maxDelayHours = 24;

/** Retries wait five minutes, doubled up to six hours: the last attempt is about two days after the first. */
const firstRetrySeconds = 300;
const maxRetrySeconds = 6 * 3_600;
export const maxAttempts = 14;
/** A message during which the connection was lost is tried again soon, three times, and then like a temporary refusal. */
const soonSeconds = [5, 10, 20];
/** Attempts at a refused message, if the cause may be the mail server instead of the mailbox. */
const maxRefusals = 3;
const refusalRetrySeconds = 600;
const policyRetrySeconds = 3_600;

/** Seconds until the next attempt after `attempts` failed ones: `jitter` (0 to 1) spreads what failed together. */
export function retrySeconds(attempts: number, jitter: number): number {
  const base = Math.min(maxRetrySeconds, firstRetrySeconds * 2 ** Math.max(0, attempts - 1));
  return Math.round(base * (0.75 + jitter / 2));
}

/** From this many identical refusals in a row on, a refusal ends no subscription: the cause may not be the addresses. */
const suspectRun = 3;
/** From this many identical refusals in a row on, the issue is paused. */
const maxRun = 20;

/** What a refusal is about (RFC 3463): our sender address, a rule of the server, or the mailbox. */
export type RefusalCause = "sender" | "policy" | "mailbox";

const senderCodes = new Set(["5.1.7", "5.1.8"]);

export function refusalCause(phase: DeliveryPhase, { enhanced }: SmtpReply): RefusalCause {
  if (phase === "sender" || senderCodes.has(enhanced)) return "sender";
  return enhanced.startsWith("5.7.") || enhanced.startsWith("5.3.") || enhanced.startsWith("5.5.")
    ? "policy"
    : "mailbox";
}

/** Counts identical refusals in a row, without a success between them. */
export class RefusalRun {
  #key = "";
  #length = 0;
  /** The length at which a run starts: the refusals that an earlier sender may have seen, or 0 after a success. */
  #before: number;

  /** `isSuspect`: the ledger has refusals of a run that an earlier sender saw. */
  constructor({ isSuspect }: { isSuspect: boolean }) {
    this.#before = isSuspect ? suspectRun - 1 : 0;
    this.#length = this.#before;
  }

  /** Adds an outcome; returns the length of the run to which it belongs. */
  add(outcome: DeliveryOutcome): number {
    if (outcome.kind === "sent") {
      this.#before = 0;
      this.#length = 0;
    }
    if (outcome.kind !== "refused") return 0;
    const key = `${outcome.phase} ${outcome.reply.code} ${outcome.reply.enhanced}`;
    this.#length = (key === this.#key ? this.#length : this.#before) + 1;
    this.#key = key;
    return this.#length;
  }

  /** After a pause: what was in flight, and what comes next, still belongs to the run. */
  reset(): void {
    this.#before = suspectRun - 1;
    this.#length = this.#before;
  }
}

/** Why sending stopped or waits: a message key below `sending.failures`. */
export type SendingFailure = "unreachable" | "signIn" | "sender" | "refusals" | "compose";

export interface DeliveryDecision {
  state: Extract<DeliveryState, "sent" | "queued" | "uncertain" | "bounced" | "failed">;
  response: string;
  /** When it is tried again, for `queued`. */
  retrySeconds: number;
  countsAttempt: boolean;
  /** The issue is paused for this reason. */
  pause: SendingFailure | undefined;
  /** The server accepts nothing at the moment: all connections wait. */
  isServerDown: boolean;
  /** It bounced within a run of identical refusals: its code says nothing certain about the mailbox. */
  isDoubtful: boolean;
}

/** Decides what an outcome means for the ledger. `attempts`: earlier ones. `run`: see `RefusalRun`. */
export function decide(
  outcome: DeliveryOutcome,
  { attempts, run, jitter = Math.random() }: { attempts: number; run: number; jitter?: number },
): DeliveryDecision {
  const decision: DeliveryDecision = {
    state: "sent",
    response: "",
    retrySeconds: 0,
    countsAttempt: true,
    pause: undefined,
    isServerDown: false,
    isDoubtful: false,
  };
  const retry = (seconds: number, more: Partial<DeliveryDecision> = {}): DeliveryDecision => ({
    ...decision,
    state: "queued",
    retrySeconds: Math.round(seconds * (0.75 + jitter / 2)),
    ...more,
  });
  switch (outcome.kind) {
    case "sent":
      return { ...decision, response: outcome.response };
    case "uncertain":
      return { ...decision, state: "uncertain", response: outcome.reason };
    case "unreachable": {
      const isSignIn = outcome.reply !== undefined && outcome.reply.code >= 530 && outcome.reply.code <= 539;
      return retry(0, { countsAttempt: false, isServerDown: true, pause: isSignIn ? "signIn" : undefined });
    }
    case "lost": {
      // Counts as an attempt: a message at which the server always hangs or closes the connection would delay the others again and again.
      const response = outcome.reason;
      if (attempts + 1 >= maxAttempts) return { ...decision, state: "failed", response, isServerDown: true };
      const soon = soonSeconds[attempts];
      if (soon !== undefined) return retry(soon, { response, isServerDown: true });
      const seconds = retrySeconds(attempts + 1 - soonSeconds.length, jitter);
      return { ...decision, state: "queued", response, retrySeconds: seconds, isServerDown: true };
    }
    case "deferred": {
      const response = outcome.reply.text;
      if (outcome.phase === "sender")
        return retry(firstRetrySeconds, { response, countsAttempt: false, isServerDown: true });
      const isServerDown = outcome.reply.code === 421;
      if (attempts + 1 >= maxAttempts) return { ...decision, state: "failed", response, isServerDown };
      return { ...decision, state: "queued", response, retrySeconds: retrySeconds(attempts + 1, jitter), isServerDown };
    }
    case "refused": {
      const response = outcome.reply.text;
      const cause = refusalCause(outcome.phase, outcome.reply);
      if (cause === "sender") return retry(0, { response, countsAttempt: false, pause: "sender" });
      if (run >= maxRun) return retry(0, { response, countsAttempt: false, pause: "refusals" });
      const isLast = attempts + 1 >= maxRefusals;
      if (cause === "policy")
        return isLast ? { ...decision, state: "failed", response } : retry(policyRetrySeconds, { response });
      if (run >= suspectRun && !isLast) return retry(refusalRetrySeconds, { response });
      return { ...decision, state: "bounced", response, isDoubtful: run >= suspectRun };
    }
  }
}

/** The rates of the site. `warmUp`: earlier days with sent mails, and the mails of today; absent without a warm-up. */
export interface SendingRates {
  perSecond: number;
  perDomainPerMinute: number;
  warmUp?: { days: number; sentToday: number };
}

/** The mails of the first day of a warm-up, and after how many days the limit no longer grows (`claim_deliveries`). */
const firstDayLimit = 500;
const maxWarmUpDays = 20;

/**
 * Estimates how long an issue is sent at the site's rates.
 * @param largestDomain the recipients of the domain with most
 * @returns full days of a warm-up, and the seconds of the last day
 */
export function sendingTime(
  recipients: number,
  largestDomain: number,
  { perSecond, perDomainPerMinute, warmUp }: SendingRates,
): { days: number; seconds: number } {
  let [days, remaining] = [0, recipients];
  if (warmUp)
    for (let used = warmUp.sentToday; ; used = 0) {
      const limit = firstDayLimit * 2 ** Math.min(maxWarmUpDays, warmUp.days + days) - used;
      if (remaining <= limit) break;
      remaining -= Math.max(0, limit);
      days += 1;
    }
  const share = recipients === 0 ? 0 : largestDomain / recipients;
  const seconds = Math.max(remaining / perSecond, ((remaining * share) / perDomainPerMinute) * 60);
  return { days, seconds: Math.ceil(seconds) };
}
