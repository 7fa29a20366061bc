/** The difference between the process's monotonic clock and this thread's `performance.now()` (ms). */
const offset = Number(process.hrtime.bigint()) / 1e6 - performance.now();

/** Converts a time of `performance.now()`, which starts at 0 in each thread, to one that is valid in all threads. */
export const toSharedTime = (time: number): number => time + offset;

/** The reverse of `toSharedTime`. */
export const fromSharedTime = (time: number): number => time - offset;
