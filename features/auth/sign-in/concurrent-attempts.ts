/** What an attempt counts towards while it is under way, and how many may be under way at once. */
export interface AttemptLimit {
  key: string;
  max: number;
}

const running = new Map<string, number>();

/** Attempts with a password that one process handles at once: each may hold a request for as long as a refusal takes. */
const total: AttemptLimit = { key: "all", max: 500 };

/**
 * Counts an attempt as under way. Returns the function that ends it, or undefined if too many are under way already.
 * Counts are those of one process: they bound its work, and rate limits bound the guesses.
 */
export function beginAttempt(limits: AttemptLimit[]): (() => void) | undefined {
  const all = [total, ...limits];
  if (all.some(({ key, max }) => (running.get(key) ?? 0) >= max)) return undefined;
  for (const { key } of all) running.set(key, (running.get(key) ?? 0) + 1);
  return () => {
    for (const { key } of all) {
      const remaining = (running.get(key) ?? 1) - 1;
      if (remaining > 0) running.set(key, remaining);
      else running.delete(key);
    }
  };
}
