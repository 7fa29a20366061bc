import { maxNodeClockErrorMs } from "#lib/token-age.ts";

/**
 * Says by how much this machine's clock differs from the database's; undefined if the difference is small enough for
 * sessions, the dates of texts and commit cookies, which compare times of both.
 * @param askedAt when the database was asked for its time (ms, this machine's clock); it has just answered
 * @param databaseTime its answer (ms)
 */
export function describeClockDifference(askedAt: number, databaseTime: number): string | undefined {
  const seconds = Math.round(((askedAt + Date.now()) / 2 - databaseTime) / 1_000);
  if (Math.abs(seconds) * 1_000 <= maxNodeClockErrorMs) return undefined;
  return `This machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} the database's`;
}
