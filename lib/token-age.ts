/**
 * By how much the clocks of two nodes may differ (ms): a node starts with up to two minutes to the database's
 * (`checkNode`), and drifts.
 */
export const maxClockDifferenceMs = 150_000;

/**
 * Returns how long ago (ms) a token was signed; undefined if that is longer than `maxMs` or in the future. A node whose
 * clock is ahead signs tokens of a near future: their distance counts as the age.
 * @param moment milliseconds since 1970 in base 36, of which the signature is verified
 */
export function readTokenAge(moment: string, maxMs: number, now: number): number | undefined {
  const age = now - Number.parseInt(moment, 36);
  return age >= -maxClockDifferenceMs && age <= maxMs ? Math.abs(age) : undefined;
}
