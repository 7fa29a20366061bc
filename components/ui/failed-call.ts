import { unstable_isUnrecognizedActionError } from "next/navigation";
import type { BrowserSentences } from "#i18n/browser-sentences.ts";
import { type FormFailure, type FormState, refusedByServer, typedIn } from "#lib/action.ts";
import { refusedCallPrefix } from "#lib/refused-call.ts";

/**
 * A server action's call that failed on the way (no network, a proxy's 502, the page server's 413, 429 or 503) as the refusal of its form.
 * @param error what the call was rejected with; not Next's own control flow
 * @param form what was sent: all but its secrets comes back
 */
export function failedCall(
  error: unknown,
  form: FormData,
  browser: { sentences: BrowserSentences; onLine: boolean },
): Extract<FormState<never>, { status: "refused" }> {
  const refusal = { status: "refused", fields: {}, typed: typedIn(form) } as const;
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith(refusedCallPrefix))
    return { ...refusal, code: refusedByServer, message: message.slice(refusedCallPrefix.length) };
  const code = failureOf(error, browser.onLine);
  return { ...refusal, code, message: browser.sentences[code] };
}

function failureOf(error: unknown, onLine: boolean): FormFailure {
  if (unstable_isUnrecognizedActionError(error)) return "form.updated";
  return onLine ? "form.lost" : "form.offline";
}
