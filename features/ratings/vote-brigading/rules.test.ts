import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ageSpan, expectedVotes, isBurst, isTrusted, poissonTail } from "./rules.ts";

const day = 86_400_000;
const now = new Date("2026-11-24T12:00:00Z");
const since = (days: number) => new Date(now.getTime() - days * day);

test.each([
  ["reader", 29, 30, false],
  ["reader", 30, 30, true],
  ["reader", 0, 0, true],
  ["contributor", 0, 30, true],
  ["moderator", 0, 30, true],
] as const)("a %s of %i days, trusted after %i: %s", (role, age, days, trusted) => {
  expect(isTrusted({ role, createdAt: since(age) }, days, now)).toBe(trusted);
});

describe("poissonTail", () => {
  // Summed in exact decimals (Python, decimal).
  test.each([
    [1, 1, 0.6321205588285577],
    [5, 1, 0.003659846827343713],
    [10, 2.5, 0.00027735209462],
    [0, 3, 1],
    [1, 0, 0],
    [20, 1, 1.587527601e-19],
  ])("P(X >= %i) for a mean of %f", (n, mean, expected) => {
    const got = poissonTail(n, mean);
    expect(Math.abs(got - expected)).toBeLessThanOrEqual(expected * 1e-3);
  });

  test("is a probability that falls with n and grows with the mean", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 400, noNaN: true }), (n, mean) => {
        const tail = poissonTail(n, mean);
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(1);
        expect(poissonTail(n + 1, mean)).toBeLessThanOrEqual(tail + 1e-12);
        expect(poissonTail(n, mean + 1)).toBeGreaterThanOrEqual(tail - 1e-12);
      }),
    );
  });
});

describe("expectedVotes", () => {
  test("expects nothing without history, the site's rate with the site's, and a mix with the article's own", () => {
    expect(expectedVotes({ votes: 0, windows: 0 }, { votes: 0, windows: 0 })).toBe(0);
    expect(expectedVotes({ votes: 30, windows: 10 }, { votes: 0, windows: 0 })).toBe(3);
    // A day of the article's own history has the same weight as the site's rate.
    expect(expectedVotes({ votes: 0, windows: 100 }, { votes: 48, windows: 24 })).toBe(1);
  });
});

test.each([
  ["three who vote after publication on a site where nobody ever did", 3, 0, false],
  ["nine there", 9, 0, false],
  ["ten there", 10, 0, true],
  ["ten where eight come each hour", 10, 8, false],
  ["thirty where eight come each hour", 30, 8, true],
])("%s: %i votes where %f are expected, burst %s", (_, votes, expected, burst) => {
  expect(isBurst(votes, expected, { minVotes: 10, odds: 10_000 })).toBe(burst);
});

test.each([
  [0, [0, 1]],
  [0.99, [0, 1]],
  [1, [1, 7]],
  [7, [7, 60]],
  [4_000, [7, 60]],
])("compares an article of %f days with ages %j", (days, span) => {
  expect(ageSpan(days)).toEqual(span);
});
