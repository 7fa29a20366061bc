import type { z } from "zod";
import type { ConfirmationRequest, Result } from "./result.ts";

/** The state of a form after its action: nothing yet, the result, or the refusal with what was typed. */
export type FormState<T = undefined> =
  | { status: "idle" }
  | { status: "done"; value: T }
  | {
      status: "refused";
      code: string;
      message: string;
      fields: Record<string, string>;
      typed: Record<string, string>;
      /** The page that explains the refusal. */
      helpLink?: { href: string; label: string };
      /** A warning: the form succeeds if it is sent again unchanged. */
      isWarning?: true;
      /** The form succeeds once this confirmation was read. */
      confirmation?: ConfirmationRequest;
      /** The current state, for a page with an outdated one. */
      currentState?: object;
    };

export const idleState: FormState<never> = { status: "idle" };

declare const calledThroughWrapper: unique symbol;

/**
 * The first argument of a server action; no action reads it. A component cannot create one, so the compiler rejects a
 * direct call, which could fail unnoticed: components call through `components/ui/call-action.ts`.
 */
export type PreviousState = FormState<unknown> & { readonly [calledThroughWrapper]: true };

/** The same for each call: a real previous state would send all typed values to the site a second time. */
export const noPreviousState = idleState as PreviousState;

/** A server action, as the wrappers of `features/auth/action-wrappers.ts` make it. */
export type ServerAction<T> = (previous: PreviousState, form: FormData) => Promise<FormState<T>>;

/**
 * Why a call got no response from its action: no connection, a response that is not the site's, or a page of an earlier
 * version.
 */
export const formFailures = ["form.offline", "form.lost", "form.updated"] as const;
export type FormFailure = (typeof formFailures)[number];

/** The code of a call that the page server refused before its action ran: too many, too large, no database. */
export const refusedByServer = "form.refused";

/** Whether the action's own response is missing, so that it may or may not have run. */
export function isUnansweredCall(state: FormState<unknown>): boolean {
  return state.status === "refused" && [...formFailures, refusedByServer].some((code) => code === state.code);
}

/** Whether a value is the response of an action: a proxy, or another version, may have sent anything else. */
export function isFormState<T>(value: FormState<T> | unknown): value is FormState<T> {
  if (typeof value !== "object" || value === null || !("status" in value)) return false;
  if (value.status === "refused") return "typed" in value && "fields" in value && "message" in value;
  // An undefined value is absent: React does not send it.
  return value.status === "idle" || value.status === "done";
}

/** Names of fields whose values never travel back to the page. */
export const secretNames = /password|^current$|code|token|secret/i;

/** Maximum length of a text that is returned with a refusal; for longer texts the browser keeps its own copy. */
const maxTypedLength = 200_000;

/**
 * A form's fields as a plain object: a single value as text, several as a list; without Next's own fields and files.
 */
function readFormFields(form: FormData): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const name of new Set(form.keys())) {
    if (name.startsWith("$ACTION")) continue;
    const values = form.getAll(name).filter((value) => typeof value === "string");
    if (values.length === 1 && values[0] !== undefined) fields[name] = values[0];
    else if (values.length > 1) fields[name] = values;
  }
  return fields;
}

/** What was typed, to be shown again after a refusal; never a secret. Several values of one name (checkboxes) come one per line. */
export function readTypedValues(form: FormData): Record<string, string> {
  const typed: Record<string, string> = {};
  for (const [name, values] of Object.entries(readFormFields(form))) {
    const value = typeof values === "string" ? values : values.join("\n");
    if (!secretNames.test(name) && value.length <= maxTypedLength) typed[name] = value;
  }
  return typed;
}

/** Checks a form's shape: the parsed input, or a refusal with a message key per wrong field (the schema's own messages are keys). */
export function parseForm<S extends z.ZodType>(schema: S, form: FormData): Result<z.output<S>> {
  // A value of another type than our forms send: the library's own messages are for programmers.
  const parsed = schema.safeParse(readFormFields(form), { error: () => "form.wrong" });
  if (parsed.success) return { ok: true, value: parsed.data };
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const name = String(issue.path[0] ?? "");
    fields[name] ??= issue.message;
  }
  return { ok: false, code: "form.invalid", fields };
}
