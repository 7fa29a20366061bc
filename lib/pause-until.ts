/**
 * Waits for `ms` milliseconds, or until one of `ends` is aborted or `wake` is called, which `onStart` gets. Unlike
 * `Promise.race` it leaves no reaction on a promise that stays pending for weeks.
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
