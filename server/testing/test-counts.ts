import { stripVTControlCharacters } from "node:util";

/** The counts of one stage of `npm test`. A name is the file, then the test. */
export interface Tally {
  passed: number;
  failed: string[];
  skipped: { name: string; reason: string }[];
  /** Passed tests that failed at first, with the cause. */
  flaky: string[];
}

export function emptyTally(): Tally {
  return { passed: 0, failed: [], skipped: [], flaky: [] };
}

/** Returns the last line of `npm test`, and whether the run succeeded: nothing failed, something ran. */
export function sumUp(tallies: Tally[]): { line: string; good: boolean } {
  const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
  const failed = tallies.reduce((sum, tally) => sum + tally.failed.length, 0);
  const skipped = tallies.reduce((sum, tally) => sum + tally.skipped.length, 0);
  return { line: `${passed} passed, ${failed} failed, ${skipped} skipped`, good: failed === 0 && passed > 0 };
}

/** Lists each test that was skipped, failed, or passed only on retry, for the lines before the last one. */
export function listExceptions(tallies: Tally[]): string[] {
  const flaky = tallies.flatMap((tally) => tally.flaky);
  return [
    ...tallies.flatMap((tally) => tally.skipped).map(({ name, reason }) => `skipped: ${name} (${reason})`),
    ...tallies.flatMap((tally) => tally.failed).map((name) => `failed: ${name}`),
    ...(flaky.length > 0 ? ["Flaky:", ...flaky.map((name) => `  ${name}`)] : []),
  ];
}

/** The properties of Playwright's TestCase that are read here. */
export interface Journey {
  /** The run, the project, the file, groups, the title. */
  titlePath(): string[];
  outcome(): "expected" | "unexpected" | "flaky" | "skipped";
  annotations: { type: string; description?: string }[];
  results: { error?: { message?: string; location?: { line: number } } }[];
}

/** Counts Playwright's journeys. A journey that failed and then passed counts as passed and is listed as flaky. */
export function tallyJourneys(journeys: Journey[], errors: { message?: string }[]): Tally {
  const tally = emptyTally();
  for (const error of errors) tally.failed.push(`journeys: ${firstLine(error.message)}`);
  for (const journey of journeys) {
    const name = nameJourney(journey);
    const note = journey.annotations.find(({ type }) => type === "skip" || type === "fixme");
    const outcome = journey.outcome();
    if (outcome === "skipped") {
      const reason = note?.description ?? (journey.results.length === 0 ? "did not run" : "no reason given");
      tally.skipped.push({ name, reason });
    } else if (outcome === "unexpected") tally.failed.push(name + causeOf(journey));
    else {
      tally.passed += 1;
      if (outcome === "flaky") tally.flaky.push(name + causeOf(journey));
    }
  }
  return tally;
}

export function nameJourney(journey: Pick<Journey, "titlePath">): string {
  const [, project, ...path] = journey.titlePath();
  return `e2e/${[...path, `[${project}]`].join(" › ")}`;
}

/** The first line of the first failure, and its place in the file. */
function causeOf({ results }: Journey): string {
  const error = results.find((result) => result.error)?.error;
  if (!error?.message) return "";
  return `: ${firstLine(error.message)}${error.location ? ` (line ${error.location.line})` : ""}`;
}

const firstLine = (message = "an error") => stripVTControlCharacters(message).split("\n")[0];
