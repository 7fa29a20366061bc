import { unstable_rethrow } from "next/navigation";
import { useActionState, useMemo } from "react";
import type { FailureSentences } from "#i18n/form-failures.ts";
import { type FormState, idle } from "#lib/action.ts";
import { failedCall } from "./failed-call.ts";
import { keepFields, submittedForm } from "./kept-fields.ts";

type Action<T> = (previous: FormState<T>, form: FormData) => Promise<FormState<T>>;

/**
 * `useActionState` for a form: a call that fails on the way (no network, a proxy's 502, 413, 429 or 503) is a refusal, so the form stays with
 * what was typed and can be sent again. React would hand the error to the error boundary and take no further call.
 */
export function useFormAction<T>(action: Action<T>, initial: FormState<T>) {
  // On the server it is the action itself: React writes its id into the form for browsers without JavaScript.
  const call = useMemo(() => (typeof document === "undefined" ? action : keepingForm(action)), [action]);
  return useActionState<FormState<T>, FormData>(call, initial);
}

function keepingForm<T>(action: Action<T>): Action<T> {
  return async (previous, form) => {
    const element = submittedForm();
    try {
      // A refusal holds all that was typed, which would travel to the site a second time; no action reads it.
      return await action(previous.status === "refused" ? idle : previous, form);
    } catch (error) {
      unstable_rethrow(error);
      if (element) keepFields(element);
      return failedInBrowser(error, form);
    }
  };
}

/** The refusal, in the page's language, of a call that a component made itself and that failed on the way. */
export function failedInBrowser(error: unknown, form: FormData) {
  // Put in by next.config.ts.
  const sentences: Record<string, FailureSentences> = JSON.parse(process.env.FORM_FAILURES ?? "{}");
  const own = sentences[document.documentElement.lang] ?? sentences.fr;
  if (!own) throw error;
  return failedCall(error, form, { sentences: own, onLine: navigator.onLine });
}
