import { OperatorError } from "#lib/operator-error.ts";

/** A signal that Ctrl-C and SIGTERM abort, for commands that open the database themselves. Call `end` afterwards. */
export function stopSignal(): { signal: AbortSignal; end(): void } {
  const abort = new AbortController();
  const stop = () => abort.abort(new OperatorError("Stopped: what was not finished was not kept."));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  return { signal: abort.signal, end: () => void process.off("SIGINT", stop).off("SIGTERM", stop) };
}
