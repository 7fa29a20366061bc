import fc from "fast-check";
import { expect, test } from "vitest";
import { ClearLog } from "./clear-log.ts";

const tag = fc.constantFrom("a", "b", "c", "d", "e");

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

test("it agrees with a log that forgets nothing", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(tag, { minLength: 1, maxLength: 3 })),
      fc.array(tag),
      fc.nat(20),
      (marks, tags, since) => {
        const log = new ClearLog();
        for (const mark of marks) log.mark(mark);
        const truth = marks.some((mark, index) => index + 1 > since && mark.some((one) => tags.includes(one)));
        expect(log.clearedSince(tags, since)).toBe(truth);
      },
    ),
  );
});

test("however little it remembers, it never says that a touched thing is untouched", () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(tag, { minLength: 1, maxLength: 3 })),
      fc.array(tag),
      fc.nat(20),
      (marks, tags, since) => {
        const whole = new ClearLog();
        const small = new ClearLog(2);
        for (const mark of marks) {
          whole.mark(mark);
          small.mark(mark);
        }
        if (whole.clearedSince(tags, since)) expect(small.clearedSince(tags, since)).toBe(true);
      },
    ),
  );
});
