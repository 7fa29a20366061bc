import { unstable_rethrow } from "next/navigation";
import { type FormState, isFormState, noPreviousState, type ServerAction } from "#lib/action.ts";
import { browserMessages } from "./browser-messages.ts";
import { toRefusedState } from "./failed-call.ts";

/**
 * Calls a server action from a script. Returns a refusal in the site's language if the call fails (no network, a proxy's page, 413, 429 or
 * 503) or its response is not an action's (`isUnansweredCall`). Rejects only with Next's own control flow, such as a redirect.
 */
export async function callAction<T>(action: ServerAction<T>, form: FormData): Promise<FormState<T>> {
  try {
    const answer: unknown = await action(noPreviousState, form);
    if (isFormState<T>(answer)) return answer;
    return toFailedState(new Error("The response is not an action's."), form, true);
  } catch (error) {
    unstable_rethrow(error);
    return toFailedState(error, form, navigator.onLine);
  }
}

function toFailedState(error: unknown, form: FormData, onLine: boolean) {
  return toRefusedState(error, form, { sentences: browserMessages(), onLine });
}
