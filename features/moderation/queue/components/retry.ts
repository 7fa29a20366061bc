import { type FormState, isUnansweredCall } from "#lib/action.ts";

/** Pauses before a question is asked again (ms): the network stumbles, or too much was asked at once. */
const retryDelaysMs = [1_000, 3_000, 9_000];

/** Asks for something that changes nothing, again where no answer comes. Undefined where it is refused, or never comes. */
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
