// Plain JavaScript without dependencies: the bootstrap runs it on Node 20.
/** As many deaths within the window end the launcher: the fault is not one that a new start mends. */
const maxDeaths = 5;
const windowMs = 3 * 60_000;
const firstPauseMs = 500;

/**
 * Decides when a program that has died is started again.
 * @returns {{ pauseAfterDeath: (now?: number) => number | undefined }} the pause (ms), twice as long after each death of the last
 * minutes; undefined: not again
 */
export function restartPolicy() {
  /** @type {number[]} */
  let deaths = [];
  return {
    pauseAfterDeath(now = Date.now()) {
      deaths = [...deaths.filter((death) => now - death < windowMs), now];
      return deaths.length < maxDeaths ? firstPauseMs * 2 ** (deaths.length - 1) : undefined;
    },
  };
}
