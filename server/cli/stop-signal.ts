import { OperatorError } from "#lib/operator-error.ts";

/**
 * A signal that Ctrl-C and SIGTERM abort, for commands that open the database themselves. Call `end` afterwards.
 * @param result what became of the work
 */
export function stopSignal(result = "what was not finished was not kept"): { signal: AbortSignal; end(): void } {
  const abort = new AbortController();
  const stop = () => abort.abort(new OperatorError(`Stopped: ${result}.`));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return { signal: abort.signal, end: () => void process.off("SIGINT", stop).off("SIGTERM", stop) };
}
