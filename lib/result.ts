/**
 * What must be read and confirmed first: its text, where it is available in full, and the label of the confirm button
 * with the fields that it sends. Texts in the site's language.
 */
export interface ConfirmationRequest {
  text: string;
  more: { href: string; label: string };
  button: { name: string; value: string; label: string };
}

/**
 * An expected failure: a message key in `errors` in i18n, message keys per wrong field, and values for their
 * placeholders.
 */
export interface Refusal {
  ok: false;
  code: string;
  fields?: Record<string, string>;
  values?: Record<string, string | number>;
  /** Where it is explained; label in the site's language. */
  helpLink?: { href: string; label: string };
  /** A warning: sending it again unchanged succeeds. */
  isWarning?: true;
  /** It succeeds once this was read and confirmed. */
  confirmation?: ConfirmationRequest;
  /** The current state, for a page that did not know it: plain data. */
  currentState?: object;
}

/** An expected outcome as a value. */
export type Result<T> = { ok: true; value: T } | Refusal;

/** A successful outcome. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/**
 * A refusal. Codes and fields are message keys, never texts, so that mails, forms and the command line show them in
 * their language.
 */
export function refused(
  code: string,
  fields?: Record<string, string>,
  values?: Record<string, string | number>,
): Refusal {
  return { ok: false, code, fields, values };
}
