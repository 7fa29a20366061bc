import fc from "fast-check";
import { expect, test } from "vitest";
import type { Urgency } from "#db/changes.ts";
import { ClearLog } from "./clear-log.ts";

const tag = fc.constantFrom("a", "b", "c", "d", "e");
const marks = fc.array(
  fc.record({
    tags: fc.array(tag, { minLength: 1, maxLength: 3 }),
    urgency: fc.constantFrom<Urgency>("now", "update", "soon"),
  }),
);

test("a clear touches what began before it and carries the tag", () => {
  const log = new ClearLog();
  const before = log.sequence;
  log.mark(["a"]);
  expect(log.clearedSince(["a"], before)).toBe(true);
  expect(log.clearedSince(["b"], before)).toBe(false);
  expect(log.clearedSince(["a"], log.sequence)).toBe(false);
});

test("unknown tags are touched by every clear, no tags by none", () => {
  const log = new ClearLog();
  log.mark(["a"]);
  expect(log.clearedSince(undefined, 0)).toBe(true);
  expect(log.clearedSince([], 0)).toBe(false);
});

test("an addition touches whoever asks for all clears, and not whoever asks for urgent ones", () => {
  const log = new ClearLog();
  log.mark(["a"], "soon");
  expect([log.clearedSince(["a"], 0), log.urgentlyClearedSince(["a"], 0), log.anyUrgentSince(0)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(log.urgentlyClearedSince(undefined, 0)).toBe(false);
  log.mark(["a"]);
  log.mark(["a"], "soon");
  expect([log.urgentlyClearedSince(["a"], 1), log.anyUrgentSince(1)]).toEqual([true, true]);
  expect([log.urgentlyClearedSince(["a"], 2), log.anyUrgentSince(2)]).toEqual([false, false]);
  expect([log.urgentlyClearedSince(["b"], 0), log.urgentlyClearedSince(undefined, 1)]).toEqual([false, true]);
});

test("an update is urgent, and takes nothing away", () => {
  const log = new ClearLog();
  log.mark(["a"], "update");
  expect([log.urgentlyClearedSince(["a"], 0), log.anyUrgentSince(0), log.removedSince(["a"], 0)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(log.removedSince(undefined, 0)).toBe(false);
  log.mark(["a"]);
  expect([log.removedSince(["a"], 1), log.removedSince(undefined, 1), log.removedSince(["b"], 0)]).toEqual([
    true,
    true,
    false,
  ]);
});

test("it agrees with a log that forgets nothing", () => {
  fc.assert(
    fc.property(marks, fc.array(tag), fc.nat(20), (marked, tags, since) => {
      const log = new ClearLog();
      for (const one of marked) log.mark(one.tags, one.urgency);
      const after = marked.filter((one, index) => index + 1 > since && one.tags.some((name) => tags.includes(name)));
      expect(log.clearedSince(tags, since)).toBe(after.length > 0);
      expect(log.urgentlyClearedSince(tags, since)).toBe(after.some(({ urgency }) => urgency !== "soon"));
      expect(log.removedSince(tags, since)).toBe(after.some(({ urgency }) => urgency === "now"));
    }),
  );
});

test("however little it remembers, it never says that a touched thing is untouched", () => {
  fc.assert(
    fc.property(marks, fc.array(tag), fc.nat(20), (marked, tags, since) => {
      const whole = new ClearLog();
      const small = new ClearLog(2);
      for (const one of marked) {
        whole.mark(one.tags, one.urgency);
        small.mark(one.tags, one.urgency);
      }
      if (whole.clearedSince(tags, since)) expect(small.clearedSince(tags, since)).toBe(true);
      if (whole.urgentlyClearedSince(tags, since)) expect(small.urgentlyClearedSince(tags, since)).toBe(true);
      if (whole.removedSince(tags, since)) expect(small.removedSince(tags, since)).toBe(true);
    }),
  );
});
