import { expect, test } from "vitest";
import { CircuitBreaker } from "./circuit-breaker.ts";

function breakerAt() {
  const clock = { now: 0 };
  return { clock, breaker: new CircuitBreaker({ maxFailures: 3, probeIntervalMs: 1_000, now: () => clock.now }) };
}

test("opens after consecutive failures, not after as many with a success between them", () => {
  const { breaker } = breakerAt();
  expect([breaker.recordFailure(), breaker.recordFailure()]).toEqual([false, false]);
  breaker.recordSuccess();
  expect([breaker.recordFailure(), breaker.recordFailure(), breaker.isOpen]).toEqual([false, false, false]);
  expect([breaker.recordFailure(), breaker.isOpen]).toEqual([true, true]);
  expect(breaker.recordFailure()).toBe(false);
});

test("opens at once after a failure that further calls would repeat", () => {
  const { breaker } = breakerAt();
  expect(breaker.recordFailure(true)).toBe(true);
});

test("is probed once per interval while it is open, and closed by a successful probe only", () => {
  const { clock, breaker } = breakerAt();
  expect(breaker.beginProbe()).toBe(false);
  breaker.recordFailure(true);
  expect(breaker.beginProbe()).toBe(false);
  clock.now = 1_000;
  expect([breaker.beginProbe(), breaker.beginProbe()]).toEqual([true, false]);
  breaker.recordSuccess();
  expect(breaker.isOpen).toBe(true);
  clock.now = 5_000;
  expect(breaker.beginProbe()).toBe(false);
  breaker.endProbe(false);
  expect([breaker.isOpen, breaker.beginProbe()]).toEqual([true, false]);
  clock.now = 6_000;
  expect(breaker.beginProbe()).toBe(true);
  breaker.endProbe(true);
  expect(breaker.isOpen).toBe(false);
});

test("is probed less and less often if calls fail after each successful probe, until calls succeed for longer", () => {
  const { clock, breaker } = breakerAt();
  /** Fails, and returns how long it takes until a probe, which succeeds. */
  const failOnce = () => {
    breaker.recordFailure(true);
    const failedAt = clock.now;
    while (!breaker.beginProbe()) clock.now += 1_000;
    breaker.endProbe(true);
    return (clock.now - failedAt) / 1_000;
  };
  expect(Array.from({ length: 9 }, failOnce)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  clock.now += 600_000;
  expect(failOnce()).toBe(1);
});

test("counts how long it has been open, across a short recovery but not across a long one", () => {
  const { clock, breaker } = breakerAt();
  const closeAt = (now: number) => {
    clock.now = now;
    expect(breaker.beginProbe()).toBe(true);
    breaker.endProbe(true);
  };
  expect(breaker.openMs).toBeUndefined();
  breaker.recordFailure(true);
  clock.now = 4_000;
  expect(breaker.openMs).toBe(4_000);
  closeAt(5_000);
  expect(breaker.openMs).toBeUndefined();
  clock.now = 6_000;
  breaker.recordFailure(true);
  expect(breaker.openMs).toBe(6_000);
  closeAt(70_000);
  clock.now = 700_000;
  breaker.recordFailure(true);
  expect(breaker.openMs).toBe(0);
});
