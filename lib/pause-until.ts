/**
 * Waits this many milliseconds, until one of `ends` is aborted, or until the function that `onStart` is called with is
 * called. Leaves nothing behind: a reaction on a promise that stays pending for weeks would be kept at each pause.
 */
export function pauseUntil(
  ms: number,
  ends: readonly AbortSignal[],
  onStart?: (wake: () => void) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      for (const signal of ends) signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms).unref();
    for (const signal of ends) signal.addEventListener("abort", end);
    onStart?.(end);
    if (ends.some(({ aborted }) => aborted)) end();
  });
}
