import type { Greeting } from "../cookies.ts";

/**
 * Returns the destination after signing in: a path of this site, "/" for anything else. "//host", "/\host", control characters and
 * "/.//host" (whose dots are resolved) would lead to another site; the sign-in pages themselves are no destinations.
 */
export function safeDestination(next: unknown): string {
  if (typeof next !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes("\\")) return "/";
  const url = new URL(next, "http://site.invalid");
  if (url.host !== "site.invalid" || url.pathname.startsWith("//")) return "/";
  if (/^\/(login|register|logout|api)(\/|$)/.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Pages behind a secret link, which must not be copied into another URL, and the confirmation page, which is useless afterwards. */
const opensByLink = /^\/(?:confirm|preview|invitation|account\/mail\/confirm)(?:\/|$)/;

/**
 * Returns the page of this site that a request comes from, for links without `next`; "/" if there is none.
 * @param headers the request's: `Referer` and `Host`
 */
export function destinationFromReferer(headers: Pick<Headers, "get">): string {
  const referer = headers.get("referer");
  if (referer === null || !URL.canParse(referer)) return "/";
  const { host, pathname, search } = new URL(referer);
  return host === headers.get("host") && !opensByLink.test(pathname) ? safeDestination(`${pathname}${search}`) : "/";
}

/** Reads the destination from the form field `next`. */
export function destinationFromForm(form: FormData): string {
  return safeDestination(form.get("next"));
}

/** Pages rendered for the member who requests them, which show who is signed in. */
const memberPages = /^\/(?:account|admin|comments|invitation|notifications)(?:[/?#]|$)/;

/**
 * Returns where a sign-in without JavaScript ends. A static page cannot confirm it, so `/login/welcome` does and links to the destination.
 * @param next the destination, a path of this site
 */
export function welcomePath(next: string, greeting: Greeting): string {
  if (memberPages.test(next)) return next;
  const query = new URLSearchParams({
    ...(next === "/" ? {} : { next }),
    ...(greeting === "confirmed" ? { confirmed: "1" } : {}),
  });
  return query.size > 0 ? `/login/welcome?${query}` : "/login/welcome";
}
