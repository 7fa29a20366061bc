import { unstable_isUnrecognizedActionError } from "next/navigation";
import type { BrowserMessages } from "#i18n/browser-messages.ts";
import { type FormFailure, type FormState, readTypedValues, refusedByServer } from "#lib/action.ts";
import { refusedActionPrefix } from "#lib/refused-action.ts";

/**
 * Converts a failed call of a server action (no network, a proxy's 502, the page server's 413, 429 or 503) to a refusal of its form.
 * @param error the reason of the rejection; not Next's own control flow
 * @param form what was sent: everything but secrets comes back
 */
export function toRefusedState(
  error: unknown,
  form: FormData,
  browser: { sentences: BrowserMessages; onLine: boolean },
): Extract<FormState<never>, { status: "refused" }> {
  const refusal = { status: "refused", fields: {}, typed: readTypedValues(form) } as const;
  const message = error instanceof Error ? error.message : "";
  if (message.startsWith(refusedActionPrefix))
    return { ...refusal, code: refusedByServer, message: message.slice(refusedActionPrefix.length) };
  const code = findFailureCode(error, browser.onLine);
  return { ...refusal, code, message: browser.sentences[code] };
}

function findFailureCode(error: unknown, onLine: boolean): FormFailure {
  if (unstable_isUnrecognizedActionError(error)) return "form.updated";
  return onLine ? "form.lost" : "form.offline";
}
