/**
 * A clock that differs from the database's by more than this (seconds) is wrong: sessions, the dates of texts and commit
 * cookies compare times of both.
 */
const maxClockDifferenceSeconds = 120;

/**
 * Says by how much this machine's clock differs from the database's; undefined if both are right.
 * @param askedAt when the database was asked for its time (ms, this machine's clock); it has just answered
 * @param databaseTime its answer (ms)
 */
export function describeClockDifference(askedAt: number, databaseTime: number): string | undefined {
  const seconds = Math.round(((askedAt + Date.now()) / 2 - databaseTime) / 1_000);
  if (Math.abs(seconds) <= maxClockDifferenceSeconds) return undefined;
  return `This machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the database's`;
}
