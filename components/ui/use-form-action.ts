import { useActionState, useMemo } from "react";
import { type FormState, isUnansweredCall, type ServerAction } from "#lib/action.ts";
import { callAction } from "./call-action.ts";
import { findSubmittingForm, preserveFields } from "./preserve-fields.ts";

type StateAction<T> = (previous: FormState<T>, form: FormData) => Promise<FormState<T>>;

/**
 * `useActionState` for a form. A call without a response becomes a refusal (`callAction`), so the form keeps what was typed and can be sent
 * again; React would throw to the error boundary and accept no further call.
 */
export function useFormAction<T>(action: ServerAction<T>, initial: FormState<T>) {
  // On the server it is the action itself: React writes its id into the form for browsers without JavaScript.
  const call = useMemo(
    () => (typeof document === "undefined" ? (action as StateAction<T>) : preserveFieldsOnFailure(action)),
    [action],
  );
  return useActionState<FormState<T>, FormData>(call, initial);
}

function preserveFieldsOnFailure<T>(action: ServerAction<T>): StateAction<T> {
  return async (_previous, form) => {
    const element = findSubmittingForm();
    const state = await callAction(action, form);
    if (element && isUnansweredCall(state)) preserveFields(element);
    return state;
  };
}
