import fc from "fast-check";
import { expect, test } from "vitest";
import type { Urgency } from "#db/invalidation.ts";
import { InvalidationLog } from "./invalidation-log.ts";

const tag = fc.constantFrom("a", "b", "c", "d", "e");
const marks = fc.array(
  fc.record({
    tags: fc.array(tag, { minLength: 1, maxLength: 3 }),
    urgency: fc.constantFrom<Urgency>("now", "update", "soon"),
  }),
);

test("an invalidation affects entries that began before it and have the tag", () => {
  const log = new InvalidationLog();
  const before = log.sequence;
  log.record(["a"]);
  expect(log.isInvalidatedSince(["a"], before)).toBe(true);
  expect(log.isInvalidatedSince(["b"], before)).toBe(false);
  expect(log.isInvalidatedSince(["a"], log.sequence)).toBe(false);
});

test("every invalidation affects unknown tags, none affects no tags", () => {
  const log = new InvalidationLog();
  log.record(["a"]);
  expect(log.isInvalidatedSince(undefined, 0)).toBe(true);
  expect(log.isInvalidatedSince([], 0)).toBe(false);
});

test("an addition affects readers of all invalidations, but not readers of urgent ones", () => {
  const log = new InvalidationLog();
  log.record(["a"], "soon");
  expect([log.isInvalidatedSince(["a"], 0), log.isUrgentlyInvalidatedSince(["a"], 0), log.hasUrgentSince(0)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(log.isUrgentlyInvalidatedSince(undefined, 0)).toBe(false);
  log.record(["a"]);
  log.record(["a"], "soon");
  expect([log.isUrgentlyInvalidatedSince(["a"], 1), log.hasUrgentSince(1)]).toEqual([true, true]);
  expect([log.isUrgentlyInvalidatedSince(["a"], 2), log.hasUrgentSince(2)]).toEqual([false, false]);
  expect([log.isUrgentlyInvalidatedSince(["b"], 0), log.isUrgentlyInvalidatedSince(undefined, 1)]).toEqual([
    false,
    true,
  ]);
});

test("an update is urgent and removes nothing", () => {
  const log = new InvalidationLog();
  log.record(["a"], "update");
  expect([log.isUrgentlyInvalidatedSince(["a"], 0), log.hasUrgentSince(0), log.hasRemovalSince(["a"], 0)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(log.hasRemovalSince(undefined, 0)).toBe(false);
  log.record(["a"]);
  expect([log.hasRemovalSince(["a"], 1), log.hasRemovalSince(undefined, 1), log.hasRemovalSince(["b"], 0)]).toEqual([
    true,
    true,
    false,
  ]);
});

test("agrees with a log of unlimited size", () => {
  fc.assert(
    fc.property(marks, fc.array(tag), fc.nat(20), (marked, tags, since) => {
      const log = new InvalidationLog();
      for (const one of marked) log.record(one.tags, one.urgency);
      const after = marked.filter((one, index) => index + 1 > since && one.tags.some((name) => tags.includes(name)));
      expect(log.isInvalidatedSince(tags, since)).toBe(after.length > 0);
      expect(log.isUrgentlyInvalidatedSince(tags, since)).toBe(after.some(({ urgency }) => urgency !== "soon"));
      expect(log.hasRemovalSince(tags, since)).toBe(after.some(({ urgency }) => urgency === "now"));
    }),
  );
});

test("never reports an affected entry as unaffected, however small the log", () => {
  fc.assert(
    fc.property(marks, fc.array(tag), fc.nat(20), (marked, tags, since) => {
      const whole = new InvalidationLog();
      const small = new InvalidationLog(2);
      for (const one of marked) {
        whole.record(one.tags, one.urgency);
        small.record(one.tags, one.urgency);
      }
      if (whole.isInvalidatedSince(tags, since)) expect(small.isInvalidatedSince(tags, since)).toBe(true);
      if (whole.isUrgentlyInvalidatedSince(tags, since))
        expect(small.isUrgentlyInvalidatedSince(tags, since)).toBe(true);
      if (whole.hasRemovalSince(tags, since)) expect(small.hasRemovalSince(tags, since)).toBe(true);
    }),
  );
});
