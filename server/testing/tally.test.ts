import { expect, test } from "vitest";
import { emptyTally, sumUp, tallyJourneys } from "./tally.ts";

const journey = (status: "expected" | "unexpected" | "flaky" | "skipped", description?: string) => ({
  title: status,
  tests: [
    {
      projectName: "phone",
      status,
      annotations: [{ type: "skip", description }],
      results:
        status === "unexpected"
          ? [{ error: { message: "\u001b[31mnot there\u001b[39m\nat y", location: { line: 7 } } }]
          : [],
    },
  ],
});

test("nothing run is not a good run", () => {
  expect(sumUp([emptyTally()])).toEqual({ line: "0 passed, 0 failed, 0 skipped", good: false });
});

test("one failure spoils it", () => {
  const good = { passed: 3, failed: [], skipped: [{ name: "a", reason: "b" }] };
  expect(sumUp([good, good])).toEqual({ line: "6 passed, 0 failed, 2 skipped", good: true });
  expect(sumUp([good, { ...emptyTally(), failed: ["x"] }])).toEqual({
    line: "3 passed, 1 failed, 1 skipped",
    good: false,
  });
});

test("journeys are counted in nested suites; one that needed a second try has failed; a skip keeps its reason", () => {
  const inner = { title: "inner", specs: [journey("expected"), journey("flaky"), journey("skipped", "no data")] };
  const report = {
    errors: [{ message: "boom\nat x" }],
    suites: [{ title: "a.spec.ts", specs: [journey("unexpected")], suites: [inner] }],
  };
  expect(tallyJourneys(report)).toEqual({
    passed: 1,
    failed: [
      "journeys: boom",
      "e2e/a.spec.ts › unexpected › [phone]: not there (line 7)",
      "e2e/a.spec.ts › inner › flaky › [phone]",
    ],
    skipped: [{ name: "e2e/a.spec.ts › inner › skipped › [phone]", reason: "no data" }],
  });
});
