/** Shorter values are page numbers, sort orders and dates; tokens have 40 characters and more. */
const secretValue = /([?&;][A-Za-z_]{1,30}=)[\w.~%+-]{16,}/g;
const secretSegment = /\/[A-Za-z0-9_-]{32,}/g;

/**
 * Replaces what could be a secret in the addresses of a text or of HTML: the values of a query, and parts of a path that
 * look random. An administrator must not sign in as somebody else with a mailed link, nor read a notice or change a
 * subscription in another's name.
 */
export function redactLinks(text: string): string {
  return text.replace(/https?:\/\/[^\s"'<>]{1,2000}/g, (address) =>
    address
      .replace(secretValue, "$1…")
      // A slug has no capital letters.
      .replace(secretSegment, (segment) => (/[A-Z]/.test(segment) ? "/…" : segment)),
  );
}
