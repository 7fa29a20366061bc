import { stripVTControlCharacters } from "node:util";

/** What one stage of `npm test` counted. Names say where: file, then test. */
export interface Tally {
  passed: number;
  failed: string[];
  skipped: { name: string; reason: string }[];
}

export function emptyTally(): Tally {
  return { passed: 0, failed: [], skipped: [] };
}

/** The last line of `npm test`, and whether the run is good: nothing failed, something ran. */
export function sumUp(tallies: Tally[]): { line: string; good: boolean } {
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed.length, 0);
  const skipped = tallies.reduce((sum, tally) => sum + tally.skipped.length, 0);
  return { line: `${passed} passed, ${failed} failed, ${skipped} skipped`, good: failed === 0 && passed > 0 };
}

/** The parts of Playwright's JSON report that are read here. */
export interface JourneyReport {
  suites: JourneySuite[];
  errors: { message?: string }[];
}

interface JourneySuite {
  title: string;
  suites?: JourneySuite[];
  specs?: {
    title: string;
    tests: {
      projectName: string;
      status: "expected" | "unexpected" | "flaky" | "skipped";
      annotations: { type: string; description?: string }[];
      results?: { error?: { message?: string; location?: { line: number } } }[];
    }[];
  }[];
}

/** Counts Playwright's report. A journey that passed only when tried again counts as failed: it cannot be trusted. */
export function tallyJourneys(report: JourneyReport): Tally {
  const tally = emptyTally();
  for (const error of report.errors) tally.failed.push(`journeys: ${error.message?.split("\n")[0] ?? "an error"}`);
  const walk = (suite: JourneySuite, path: string[]) => {
    for (const spec of suite.specs ?? []) {
      for (const test of spec.tests) {
        const name = [...path, spec.title, `[${test.projectName}]`].join(" › ");
        const note = test.annotations.find(({ type }) => type === "skip" || type === "fixme");
        if (test.status === "skipped") tally.skipped.push({ name, reason: note?.description ?? "no reason given" });
        else if (test.status === "expected") tally.passed += 1;
        else tally.failed.push(name + causeOf(test.results ?? []));
      }
    }
    for (const inner of suite.suites ?? []) walk(inner, [...path, inner.title]);
  };
  for (const suite of report.suites) walk(suite, [`e2e/${suite.title}`]);
  return tally;
}

/** The first failure's first line, without its colours, and the line of the file. */
function causeOf(results: { error?: { message?: string; location?: { line: number } } }[]): string {
  const error = results.find((result) => result.error)?.error;
  if (!error?.message) return "";
  const [first] = stripVTControlCharacters(error.message).split("\n");
  return `: ${first}${error.location ? ` (line ${error.location.line})` : ""}`;
}
