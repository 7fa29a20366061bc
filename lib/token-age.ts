/** A node starts only if its clock differs from the database's by this (ms) at most, in either direction (`checkNode`). */
export const maxNodeClockErrorMs = 120_000;

/** By how much the clock of the node that signed a token may be ahead of this one's (ms): both may drift after their start. */
export const maxClockDifferenceMs = 2 * maxNodeClockErrorMs + 30_000;

/**
 * Returns how long ago (ms) a token was signed; undefined if that is longer than `maxMs`, or in the future. A token of
 * the near future is from a node whose clock is ahead: the difference counts as its age.
 * @param moment milliseconds since 1970 in base 36; the caller has verified its signature
 */
export function readTokenAge(moment: string, maxMs: number, now: number): number | undefined {
  const age = now - Number.parseInt(moment, 36);
  return age >= -maxClockDifferenceMs && age <= maxMs ? Math.abs(age) : undefined;
}
