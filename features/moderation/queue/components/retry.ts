import { type FormState, isUnansweredCall } from "#lib/action.ts";

/** Delays before each retry (ms), for network errors and rate limits. */
const retryDelaysMs = [1_000, 3_000, 9_000];

/** Calls a read-only action, with retries while there is no answer. Undefined if it is refused or never answered. */
export async function callWithRetry<T>(ask: () => Promise<FormState<T>>): Promise<T | undefined> {
  for (const pause of [...retryDelaysMs, undefined]) {
    const state = await ask();
    if (state.status === "done") return state.value;
    const isLater = isUnansweredCall(state) || (state.status === "refused" && state.code === "form.tooFast");
    if (!isLater || pause === undefined) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return undefined;
}
