/** An expected outcome as a value: `ok` with data, or `refused` with a code (a message key) and, per field, message keys. */
export type Result<T> =
  | { ok: true; value: T }
  | { ok: false; code: string; fields?: Record<string, string>; values?: Record<string, string | number> };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** `code` and the fields' values are keys below `errors` in i18n; `values` fill their placeholders. Never sentences. */
export function refused(
  code: string,
  fields?: Record<string, string>,
  values?: Record<string, string | number>,
): Result<never> {
  return { ok: false, code, fields, values };
}
