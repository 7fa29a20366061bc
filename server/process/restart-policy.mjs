// Plain JavaScript without dependencies: the bootstrap runs it on Node 20.
/** This many deaths within the window end the launcher: a restart does not repair the fault. */
const maxDeaths = 5;
const windowMs = 3 * 60_000;
const defaultFirstPauseMs = 500;

/**
 * Decides when a program that died is restarted.
 * @param {number} [firstPauseMs]
 * @returns {{ pauseAfterDeath: (now?: number) => number | undefined }} the pause (ms), doubled with each death in the
 * window; undefined: do not restart
 */
export function restartPolicy(firstPauseMs = defaultFirstPauseMs) {
  /** @type {number[]} */
  let deaths = [];
  return {
    pauseAfterDeath(now = Date.now()) {
      deaths = [...deaths.filter((death) => now - death < windowMs), now];
      return deaths.length < maxDeaths ? firstPauseMs * 2 ** (deaths.length - 1) : undefined;
    },
  };
}

/**
 * Describes in one line why a program was ended by a signal that we did not send. Node ends itself with SIGABRT, almost
 * always because its memory is exhausted.
 * @param {string} signal
 */
export function describeEnd(signal) {
  return signal === "SIGABRT"
    ? "Vigie ran out of memory and stopped (SIGABRT)."
    : `Vigie was ended from outside (${signal}).`;
}
