/** After this time (ms) the start prints what it waits for. */
const announceAfterMs = 5_000;

/** Returns what `work` returns, and prints `line` if that takes longer than a few seconds. */
export async function announceDelay<T>(
  work: Promise<T>,
  line: string,
  { say, afterMs = announceAfterMs }: { say: (line: string) => void; afterMs?: number },
): Promise<T> {
  const timer = setTimeout(() => say(line), afterMs);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
