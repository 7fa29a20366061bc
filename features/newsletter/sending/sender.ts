import { randomUUID } from "node:crypto";
import type { Database } from "#db/client.ts";
import { filterSuppressed } from "#features/mail/suppressions/queries.ts";
import { readSettings } from "#features/settings/queries.ts";
import { isSingleMailbox } from "#lib/email-address.ts";
import { log } from "#lib/log/log.ts";
import type { DeliveryOutcome } from "#lib/mail/smtp-session.ts";
import { threadMetrics } from "#lib/metrics/thread-metrics.ts";
import { recordRefusal } from "../bounces/mutations.ts";
import { type Courier, openCourier, returnPath } from "./courier.ts";
import { IssueMails, type IssueSource } from "./issue-mails.ts";
import {
  type Claim,
  claimDeliveries,
  type DeliveryRecord,
  findSendingDelay,
  finishIssues,
  hasRefusedDeliveries,
  recordDeliveries,
  registerSender,
  releaseUnsentClaims,
  removeSender,
  renewSender,
  type SendingLimits,
  sweepExpiredSenders,
} from "./ledger.ts";
import { pauseIssue, setSendingFailure } from "./mutations.ts";
import {
  connectionCount,
  decide,
  RefusalRun,
  type SendingFailure,
  senderHeartbeatMs,
  senderMarginMs,
  senderTimeoutSeconds,
} from "./rules.ts";

/** The limits are read again this often. */
const settingsMaxAgeMs = 15_000;
/** Waits while the server accepts nothing: five seconds, doubled up to five minutes. */
const firstBackoffMs = 5_000;
const maxBackoffMs = 300_000;
/** A sender with nothing due within this time ends; the worker starts another one in time. */
const idleEndMs = 30_000;
/** How long after its connection is lost a statement may still be committed. */
const unknownClaimsMs = 120_000;
/** How long outcomes that could not be recorded are kept while the database is away. */
const recordPatienceMs = 600_000;

export interface SenderOptions {
  /** Ends the sender after the messages in flight; the rest stays queued. */
  signal: AbortSignal;
  /** Called after each batch with the numbers of messages handled so far. */
  onProgress?: (count: SenderCount) => void;
}

export interface SenderCount {
  sent: number;
  /** Messages with any other outcome. */
  other: number;
}

/**
 * Sends what is queued of the issues in the state `sending`, until nothing is due soon or the signal is aborted. Several may run at once, in
 * one process or in many: the ledger decides which delivery is whose.
 */
export async function runSender(db: Database, options: SenderOptions): Promise<SenderCount> {
  return new Sender(db, options).run();
}

class Sender {
  readonly #db: Database;
  readonly #options: SenderOptions;
  readonly #id = randomUUID();
  readonly #idle: Courier[] = [];
  readonly #inFlight = new Map<string, Claim>();
  #records: DeliveryRecord[] = [];
  readonly #refusals: { issueId: number; subscriberId: number; response: string; isDoubtful: boolean }[] = [];
  readonly #pauses = new Map<number, SendingFailure>();
  #run = new RefusalRun({ isSuspect: false });
  readonly #mails: IssueMails;
  readonly #count: SenderCount = { sent: 0, other: 0 };
  #limits: (SendingLimits & { readAt: number }) | undefined;
  #validUntil = 0;
  #isLost = false;
  /** Until then a claim whose answer was lost may still be committed. */
  #unknownClaimsUntil = 0;
  #backoffMs = 0;
  #waitUntil = 0;
  /** The failure stored on the issues at the moment; undefined: not known. */
  #failure: SendingFailure | null | undefined;
  #wake: (() => void) | undefined;

  constructor(db: Database, options: SenderOptions) {
    this.#db = db;
    this.#options = options;
    this.#mails = new IssueMails(db);
  }

  async run(): Promise<SenderCount> {
    const startedAt = performance.now();
    await sweepExpiredSenders(this.#db);
    this.#run = new RefusalRun({ isSuspect: await hasRefusedDeliveries(this.#db) });
    await registerSender(this.#db, this.#id);
    this.#extend(startedAt);
    const heartbeat = setInterval(() => void this.#renew(), senderHeartbeatMs);
    const wake = () => this.#wake?.();
    this.#options.signal.addEventListener("abort", wake);
    try {
      while (await this.#step());
    } finally {
      clearInterval(heartbeat);
      this.#options.signal.removeEventListener("abort", wake);
      for (const courier of this.#idle) courier.close();
      if (performance.now() < this.#unknownClaimsUntil) await this.#releaseUnsent().catch(() => undefined);
      // What is not recorded by now becomes uncertain.
      await removeSender(this.#db, this.#id).catch((error: unknown) =>
        log.warn({ err: error }, "A sender could not be removed; its entry expires by itself."),
      );
    }
    return this.#count;
  }

  get #isStopping(): boolean {
    return this.#options.signal.aborted || this.#isLost;
  }

  /** Whether nothing is in flight, and everything that came back is recorded. */
  get #isSettled(): boolean {
    return this.#inFlight.size + this.#records.length + this.#refusals.length + this.#pauses.size === 0;
  }

  #extend(since: number): void {
    this.#validUntil = since + senderTimeoutSeconds * 1_000 - senderMarginMs;
  }

  async #renew(): Promise<void> {
    const since = performance.now();
    try {
      if (await renewSender(this.#db, this.#id)) this.#extend(since);
      else this.#isLost = true;
    } catch (error) {
      log.warn({ err: error }, "A sender could not report to the database.");
    }
    if (performance.now() > this.#validUntil) this.#isLost = true;
    if (this.#isLost) this.#wake?.();
  }

  /** Records what happened, claims what may be sent next, and waits for the next event. False at the end. */
  async #step(): Promise<boolean> {
    if (!(await this.#record())) {
      const isLate = performance.now() > this.#validUntil + recordPatienceMs;
      if (isLate && this.#inFlight.size === 0) return false;
      await this.#pause(500);
      return true;
    }
    if (this.#isStopping) {
      if (this.#isSettled) return false;
      await this.#pause(1_000);
      return true;
    }
    if (performance.now() < this.#waitUntil) {
      await this.#pause(Math.min(1_000, this.#waitUntil - performance.now()));
      return true;
    }
    try {
      return await this.#claim();
    } catch (error) {
      // The claim may have been committed before its answer was lost, or be committed later.
      this.#unknownClaimsUntil = performance.now() + unknownClaimsMs;
      log.warn({ err: error }, "The sender could not read from the ledger and tries again.");
      await this.#pause(500);
      return true;
    }
  }

  /** Stores outcomes; false if the database is away: then nothing is claimed, so that no outcome meets a later claim of its row. */
  async #record(): Promise<boolean> {
    try {
      // A copy: outcomes that come meanwhile belong to the next batch.
      const batch = [...this.#records];
      if (batch.length > 0) {
        await recordDeliveries(this.#db, this.#id, batch);
        this.#records = this.#records.slice(batch.length);
        this.#options.onProgress?.(this.#count);
      }
      for (const [issueId, failure] of this.#pauses) {
        await pauseIssue(this.#db, issueId, failure);
        log.warn({ issue: issueId, failure }, "An issue of the newsletter was paused.");
        this.#pauses.delete(issueId);
        this.#failure = undefined;
      }
      for (let next = this.#refusals[0]; next; next = this.#refusals[0]) {
        const { response, isDoubtful, ...delivery } = next;
        await this.#db.transaction((tx) => recordRefusal(tx, delivery, response, { isDoubtful }));
        this.#refusals.shift();
      }
      return true;
    } catch (error) {
      log.warn({ err: error }, "The sender could not write to the ledger and tries again.");
      return false;
    }
  }

  async #claim(): Promise<boolean> {
    const db = this.#db;
    if (performance.now() < this.#unknownClaimsUntil) await this.#releaseUnsent();
    const limits = await this.#readLimits();
    const wanted = connectionCount(limits.perSecond) - this.#inFlight.size;
    const ready = wanted > 0 ? await this.#openCouriers(wanted) : 0;
    if (ready === 0) {
      await this.#pause(1_000);
      return true;
    }
    const claims = await claimDeliveries(db, this.#id, ready, limits);
    if (claims.length > 0) await this.#start(claims);
    if (claims.length === ready) {
      await this.#pause(1_000);
      return true;
    }
    if (claims.length === 0 && this.#isSettled) {
      await finishIssues(db);
      const delay = await findSendingDelay(db);
      if (delay === undefined || delay > idleEndMs) return false;
    }
    // At a low rate, a few are claimed together.
    await this.#pause(
      Math.max(50, Math.min(1_000, (500 * connectionCount(limits.perSecond)) / limits.perSecond)),
      true,
    );
    return true;
  }

  /** Waits until something happens, at most so long; with `always` that long, unless outcomes are to be recorded. */
  async #pause(ms: number, always = false): Promise<void> {
    if (this.#records.length > 0 && !always) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
    this.#wake = undefined;
  }

  /** Queues again what was claimed and neither is in flight nor has an outcome. */
  async #releaseUnsent(): Promise<void> {
    await releaseUnsentClaims(this.#db, this.#id, [...this.#inFlight.values(), ...this.#records]);
  }

  async #readLimits(): Promise<SendingLimits> {
    if (!this.#limits || performance.now() - this.#limits.readAt > settingsMaxAgeMs) {
      const settings = await readSettings(this.#db);
      this.#limits = {
        perSecond: settings["newsletter.perSecond"],
        perDomainMinute: settings["newsletter.perDomainPerMinute"],
        warmUp: settings["newsletter.warmUp"] === 1,
        zone: settings["site.zone"],
        readAt: performance.now(),
      };
    }
    return this.#limits;
  }

  /** Opens connections, so that a claim is made only for a message that can be sent now. Returns how many are ready. */
  async #openCouriers(wanted: number): Promise<number> {
    while (this.#idle.length < wanted) this.#idle.push(openCourier());
    const ready = this.#idle.slice(0, wanted);
    const failures = await Promise.all(ready.map((courier) => courier.open()));
    const failure = failures.find((one) => one !== undefined);
    if (!failure) return wanted;
    this.#idle.splice(0, wanted, ...ready.filter((_, at) => failures[at] === undefined));
    // Fewer connections than wanted: the server limits them.
    if (this.#idle.length > 0) return this.#idle.length;
    if (decide(failure, { attempts: 0, run: 0 }).pause === "signIn") await this.#pauseAll("signIn");
    await this.#backOff(failure.reason);
    return 0;
  }

  async #pauseAll(failure: SendingFailure): Promise<void> {
    log.warn({ failure }, "The newsletter was paused.");
    await setSendingFailure(this.#db, failure, { pause: true });
  }

  async #backOff(reason: string): Promise<void> {
    log.warn({ reason }, "The mail server accepts no mail of the newsletter at the moment; it is tried again.");
    this.#backoffMs = Math.min(maxBackoffMs, Math.max(firstBackoffMs, this.#backoffMs * 2));
    this.#waitUntil = performance.now() + this.#backoffMs * (0.75 + Math.random() / 2);
    await this.#setFailure("unreachable");
  }

  async #setFailure(failure: SendingFailure | null): Promise<void> {
    if (this.#failure === failure) return;
    await setSendingFailure(this.#db, failure);
    this.#failure = failure;
  }

  async #start(claims: Claim[]): Promise<void> {
    const suppressed = await filterSuppressed(
      this.#db,
      claims.map(({ address }) => address),
    );
    // Failures of the database are not those of a template.
    const sources = new Map<number, IssueSource | undefined>();
    for (const issueId of new Set(claims.map((claim) => claim.issueId)))
      sources.set(issueId, await this.#mails.readIssue(issueId));
    for (const claim of claims) {
      const key = `${claim.issueId} ${claim.subscriberId}`;
      if (suppressed.has(claim.address)) {
        this.#add(claim, { state: "skipped" });
        continue;
      }
      if (!isSingleMailbox(claim.address)) {
        this.#add(claim, { state: "failed" });
        continue;
      }
      const message = this.#compose(claim, sources.get(claim.issueId));
      if (message === undefined) continue;
      const courier = this.#idle.shift();
      // Not sent: the lease of this sender is over, or there is no connection for the message.
      if (!courier || this.#isStopping || performance.now() > this.#validUntil) {
        if (courier) this.#idle.push(courier);
        this.#add(claim, { state: "queued", countsAttempt: false });
        continue;
      }
      this.#inFlight.set(key, claim);
      void courier.deliver({ from: returnPath(claim), to: claim.address }, message).then((outcome) => {
        this.#inFlight.delete(key);
        this.#idle.push(courier);
        this.#note(claim, outcome);
        this.#wake?.();
      });
    }
  }

  /** The finished message; undefined if the subscriber gets nothing, or the issue, which is paused then, cannot be composed. */
  #compose(claim: Claim, source: IssueSource | undefined): Buffer | undefined {
    try {
      if (!source) throw new Error("The issue has no content.");
      const message = this.#mails.compose(source, claim);
      if (!message) this.#add(claim, { state: "skipped" });
      return message;
    } catch (error) {
      log.error({ err: error, issue: claim.issueId }, "A mail of the newsletter could not be composed.");
      this.#add(claim, { state: "queued", countsAttempt: false });
      this.#pauses.set(claim.issueId, "compose");
      return undefined;
    }
  }

  /** Notes an outcome, to be recorded with the next batch. */
  #note(claim: Claim, outcome: DeliveryOutcome): void {
    threadMetrics.mails.add(outcome.kind);
    const run = this.#run.add(outcome);
    const decision = decide(outcome, { attempts: claim.attempts, run });
    this.#add(claim, decision);
    if (decision.state === "bounced") {
      const { issueId, subscriberId } = claim;
      const { response, isDoubtful } = decision;
      this.#refusals.push({ issueId, subscriberId, response, isDoubtful });
    }
    if (decision.pause) {
      this.#pauses.set(claim.issueId, decision.pause);
      this.#run.reset();
    }
    if (decision.isServerDown && performance.now() >= this.#waitUntil)
      void this.#backOff("reason" in outcome ? outcome.reason : decision.response).catch((error: unknown) =>
        log.warn({ err: error }, "The reason could not be stored."),
      );
    if (outcome.kind === "sent") {
      this.#backoffMs = 0;
      if (this.#failure !== null)
        void this.#setFailure(null).catch((error: unknown) =>
          log.warn({ err: error }, "The reason could not be stored."),
        );
    }
  }

  #add({ issueId, subscriberId }: Claim, record: Partial<DeliveryRecord> & Pick<DeliveryRecord, "state">): void {
    const { state, response = "", retrySeconds = 0, countsAttempt = true } = record;
    this.#count[state === "sent" ? "sent" : "other"] += 1;
    this.#records.push({ issueId, subscriberId, state, response, retrySeconds, countsAttempt });
  }
}
