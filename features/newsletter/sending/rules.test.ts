import { describe, expect, test } from "vitest";
import type { DeliveryOutcome, DeliveryPhase } from "#lib/mail/smtp-session.ts";
import { connectionCount, decide, maxAttempts, RefusalRun, retrySeconds, sendingTime } from "./rules.ts";

const refusal = (enhanced: string, phase: DeliveryPhase = "recipient", code = 550): DeliveryOutcome => ({
  kind: code >= 500 ? "refused" : "deferred",
  phase,
  reply: { code, enhanced, text: "words" },
});
const first = { attempts: 0, run: 1, jitter: 0.5 };

test("the last attempt is about two days after the first", () => {
  const hours =
    Array.from({ length: maxAttempts - 1 }, (_, n) => retrySeconds(n + 1, 0.5)).reduce((a, b) => a + b) / 3_600;
  expect(hours).toBeGreaterThan(36);
  expect(hours).toBeLessThan(60);
  expect(retrySeconds(1, 0)).toBeLessThan(retrySeconds(1, 1));
});

test("fewer messages are in flight at a low rate", () => {
  expect([1, 10, 1_000].map(connectionCount)).toEqual([1, 5, 10]);
});

describe("a refusal", () => {
  test("of a mailbox is final", () => {
    for (const code of ["5.1.1", "5.1.10", "", "5.2.2"])
      expect(decide(refusal(code), first)).toMatchObject({ state: "bounced", response: expect.any(String) });
  });

  test("for a policy is tried again a few times, and then given up", () => {
    expect(decide(refusal("5.7.1", "message"), first)).toMatchObject({ state: "queued", countsAttempt: true });
    expect(decide(refusal("5.7.1", "message"), { ...first, attempts: 2 })).toMatchObject({ state: "failed" });
  });

  test("of our own address pauses the issue", () => {
    for (const outcome of [refusal("", "sender"), refusal("5.1.8"), refusal("5.1.7")])
      expect(decide(outcome, first)).toMatchObject({ state: "queued", countsAttempt: false, pause: "sender" });
  });

  test("that repeats is tried again, and pauses the issue instead of ending subscriptions", () => {
    const run = new RefusalRun({ isSuspect: false });
    const decisions = Array.from({ length: 20 }, () => {
      const outcome = refusal("5.1.1");
      return decide(outcome, { attempts: 0, run: run.add(outcome) });
    });
    expect(decisions.filter(({ state }) => state === "bounced")).toHaveLength(2);
    expect(decisions.slice(2).every(({ state }) => state === "queued")).toBe(true);
    expect(decisions.at(-1)?.pause).toBe("refusals");
    run.reset();
    expect(run.add(refusal("5.1.1"))).toBe(3);
    run.add({ kind: "sent", response: "" });
    expect(run.add(refusal("5.1.1"))).toBe(1);
  });

  test("of a mailbox that stays the answer is accepted in the end, and is doubtful within a run", () => {
    expect(decide(refusal("5.1.1"), { ...first, attempts: 2 })).toMatchObject({ state: "bounced", isDoubtful: false });
    expect(decide(refusal("5.1.1"), { ...first, attempts: 2, run: 5 })).toMatchObject({
      state: "bounced",
      isDoubtful: true,
    });
  });

  test("belongs to the run that an earlier sender saw, until a mail is accepted", () => {
    const run = new RefusalRun({ isSuspect: true });
    expect(decide(refusal("5.1.1"), { ...first, run: run.add(refusal("5.1.1")) })).toMatchObject({ state: "queued" });
    run.reset();
    expect(run.add(refusal("5.1.1"))).toBe(3);
    run.add({ kind: "sent", response: "" });
    expect(run.add(refusal("5.1.1"))).toBe(1);
  });
});

test("a temporary refusal is tried again until it has failed too often", () => {
  expect(decide(refusal("4.2.2", "recipient", 452), first)).toMatchObject({ state: "queued", countsAttempt: true });
  expect(decide(refusal("4.2.2", "recipient", 452), { ...first, attempts: maxAttempts - 1 })).toMatchObject({
    state: "failed",
  });
});

test("a server that takes nothing costs no attempt", () => {
  const reply = (code: number) => ({ code, enhanced: "", text: "" });
  const unreachable = (code?: number): DeliveryOutcome => ({
    kind: "unreachable",
    reason: "",
    reply: code === undefined ? undefined : reply(code),
  });
  for (const outcome of [unreachable(), unreachable(421), refusal("", "sender", 421), refusal("", "sender", 451)])
    expect(decide(outcome, first)).toMatchObject({ state: "queued", countsAttempt: false, isServerDown: true });
  expect(decide(unreachable(535), first)).toMatchObject({ pause: "signIn" });
});

test("a message at which the connection always ends is tried again soon, then rarely, and given up after about two days", () => {
  const outcomes: DeliveryOutcome[] = [{ kind: "lost", reason: "closed" }, refusal("", "recipient", 421)];
  for (const outcome of outcomes) {
    const decisions = Array.from({ length: maxAttempts }, (_, attempts) => decide(outcome, { ...first, attempts }));
    expect(decisions.slice(0, -1).every(({ state, countsAttempt }) => state === "queued" && countsAttempt)).toBe(true);
    expect(decisions.at(-1)).toMatchObject({ state: "failed", response: expect.stringMatching(/closed|words/) });
    expect(decisions.every(({ isServerDown }) => isServerDown)).toBe(true);
    const hours = decisions.reduce((sum, decision) => sum + decision.retrySeconds, 0) / 3_600;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(60);
  }
  expect(decide({ kind: "lost", reason: "" }, first).retrySeconds).toBe(5);
});

describe("sendingTime", () => {
  const rates = { perSecond: 10, perDomainPerMinute: 120 };
  test.each([
    [0, 0, rates, { days: 0, seconds: 0 }],
    [600, 100, rates, { days: 0, seconds: 60 }],
    // Half of them at one domain: its rate decides.
    [1_200, 600, rates, { days: 0, seconds: 300 }],
    // 500 today, 1,000 tomorrow, the last 100 on the third day.
    [1_600, 0, { ...rates, warmUp: { days: 0, sentToday: 0 } }, { days: 2, seconds: 10 }],
    [1_600, 0, { ...rates, warmUp: { days: 1, sentToday: 1_000 } }, { days: 1, seconds: 160 }],
  ])("of %j recipients, %j at one domain, at %j is %j", (recipients, domain, given, expected) => {
    expect(sendingTime(recipients, domain, given)).toEqual(expected);
  });
});
