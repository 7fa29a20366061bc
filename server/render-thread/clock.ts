/**
 * The difference between the process's monotonic clock and this thread's `performance.now()` (ms): the largest of several
 * readings, because a thread that is interrupted between the two clocks reads too small a difference.
 */
const offset = Math.max(...Array.from({ length: 5 }, () => Number(process.hrtime.bigint()) / 1e6 - performance.now()));

/** Converts a time of `performance.now()`, which starts at 0 in each thread, to one that is valid in all threads. */
export const toSharedTime = (time: number): number => time + offset;

/** The reverse of `toSharedTime`. */
export const fromSharedTime = (time: number): number => time - offset;
