/**
 * Where to go after signing in: a path of this site, "/" for anything else. "//host", "/\host", control characters and "/.//host" (whose
 * dots are resolved) would lead elsewhere in a browser; the sign-in pages themselves lead nowhere.
 */
export function safeDestination(next: unknown): string {
  if (typeof next !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes("\\")) return "/";
  const url = new URL(next, "http://site.invalid");
  if (url.host !== "site.invalid" || url.pathname.startsWith("//")) return "/";
  if (/^\/(login|register|logout|api)(\/|$)/.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The destination in a form's field `next`; "/" for anything that is no form, as a client may send. */
export function destinationIn(form: unknown): string {
  return safeDestination(form instanceof FormData ? form.get("next") : undefined);
}
