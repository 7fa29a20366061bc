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

/** The destination in a form's field `next`. */
export function destinationIn(form: FormData): string {
  return safeDestination(form.get("next"));
}
