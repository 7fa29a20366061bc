/** What one must have read first: its words, where they stand in full, and the button that says so, with what it sends. Words in the site's language. */
export interface ConfirmationRequest {
  text: string;
  more: { href: string; label: string };
  button: { name: string; value: string; label: string };
}

/** An expected failure: a message key below `errors` in i18n, message keys per wrong field, and values for their placeholders. */
export interface Refusal {
  ok: false;
  code: string;
  fields?: Record<string, string>;
  values?: Record<string, string | number>;
  /** Where it is explained: words in the site's language. */
  helpLink?: { href: string; label: string };
  /** A warning: sent again as it is, it passes. */
  isWarning?: true;
  /** Once it was read, it passes. */
  confirmation?: ConfirmationRequest;
  /** What is true instead, for a page that did not know it: plain data. */
  currentState?: object;
}

/** An expected outcome as a value. */
export type Result<T> = { ok: true; value: T } | Refusal;

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** Never sentences: keys, so that mails, forms and the command line each say it in their language. */
export function refused(
  code: string,
  fields?: Record<string, string>,
  values?: Record<string, string | number>,
): Refusal {
  return { ok: false, code, fields, values };
}
