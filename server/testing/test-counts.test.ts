import { expect, test } from "vitest";
import { emptyTally, type Journey, listExceptions, sumUp, tallyJourneys } from "./test-counts.ts";

const journey = (outcome: ReturnType<Journey["outcome"]>, given: Partial<Journey> = {}): Journey => ({
  titlePath: () => ["", "phone", "a.spec.ts", "inner", outcome],
  outcome: () => outcome,
  annotations: [],
  results: [{}],
  ...given,
});
const failure = [{ error: { message: "\u001b[31mnot there\u001b[39m\nat y", location: { line: 7 } } }, {}];

test("a run without tests fails", () => {
  expect(sumUp([emptyTally()])).toEqual({ line: "0 passed, 0 failed, 0 skipped", good: false });
});

test("one failure fails the run", () => {
  const good = { ...emptyTally(), passed: 3, skipped: [{ name: "a", reason: "b" }] };
  expect(sumUp([good, good])).toEqual({ line: "6 passed, 0 failed, 2 skipped", good: true });
  expect(sumUp([good, { ...emptyTally(), failed: ["x"] }])).toEqual({
    line: "3 passed, 1 failed, 1 skipped",
    good: false,
  });
});

test("counts journeys: one that passes on retry is passed and flaky; a skipped one keeps its reason", () => {
  const journeys = [
    journey("expected"),
    journey("flaky", { results: failure }),
    journey("unexpected", { results: failure }),
    journey("skipped", { annotations: [{ type: "skip", description: "no data" }] }),
    journey("skipped", { results: [] }),
  ];
  expect(tallyJourneys(journeys, [{ message: "boom\nat x" }])).toEqual({
    passed: 2,
    failed: ["journeys: boom", "e2e/a.spec.ts › inner › unexpected › [phone]: not there (line 7)"],
    skipped: [
      { name: "e2e/a.spec.ts › inner › skipped › [phone]", reason: "no data" },
      { name: "e2e/a.spec.ts › inner › skipped › [phone]", reason: "did not run" },
    ],
    flaky: ["e2e/a.spec.ts › inner › flaky › [phone]: not there (line 7)"],
  });
});

test("lists skipped, failed and flaky tests, the flaky ones under a heading that is absent without any", () => {
  const tally = { passed: 1, failed: ["x"], skipped: [{ name: "a", reason: "b" }], flaky: ["c: not there (line 7)"] };
  expect(listExceptions([tally, tally])).toEqual([
    ...["skipped: a (b)", "skipped: a (b)", "failed: x", "failed: x"],
    ...["Flaky:", "  c: not there (line 7)", "  c: not there (line 7)"],
  ]);
  expect(listExceptions([emptyTally()])).toEqual([]);
});
