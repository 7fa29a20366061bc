/** Whether a night's copy was made: by day, from the first copy on. */
export function nightStates(
  days: readonly string[],
  runs: readonly { day: string; isDone: boolean }[],
  expectedSince: string | undefined,
): ("done" | "failed" | "missing" | "none")[] {
  return days.map((day) => {
    const ofDay = runs.filter((run) => run.day === day);
    if (ofDay.some(({ isDone }) => isDone)) return "done";
    if (ofDay.length > 0) return "failed";
    // Today's may still come.
    const isExpected = expectedSince !== undefined && day >= expectedSince && day !== days.at(-1);
    return isExpected ? "missing" : "none";
  });
}
