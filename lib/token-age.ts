/**
 * By how much the clock of the node that signed a token may be ahead of this one's (ms). A node starts only if its clock
 * differs from the database's by two minutes at most (`checkNode`), in either direction, and may drift afterwards.
 */
export const maxClockDifferenceMs = 270_000;

/**
 * Returns how long ago (ms) a token was signed; undefined if that is longer than `maxMs`, or in the future. A token of
 * the near future is from a node whose clock is ahead: the difference counts as its age.
 * @param moment milliseconds since 1970 in base 36; the caller has verified its signature
 */
export function readTokenAge(moment: string, maxMs: number, now: number): number | undefined {
  const age = now - Number.parseInt(moment, 36);
  return age >= -maxClockDifferenceMs && age <= maxMs ? Math.abs(age) : undefined;
}
