import type { Greeting } from "../cookies.ts";

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

/** Pages behind a secret link, which must not stand in another address, and that of a confirmation, which is over after it. */
const opensByLink = /^\/(?:confirm|preview|invitation|account\/mail\/confirm)(?:\/|$)/;

/**
 * The page of this site that a request comes from, for links without `next`; "/" if there is none.
 * @param headers the request's: `Referer` and `Host`
 */
export function destinationFromReferer(headers: Pick<Headers, "get">): string {
  const referer = headers.get("referer");
  if (referer === null || !URL.canParse(referer)) return "/";
  const { host, pathname, search } = new URL(referer);
  return host === headers.get("host") && !opensByLink.test(pathname) ? safeDestination(`${pathname}${search}`) : "/";
}

/** The destination in the form field `next`. */
export function destinationFromForm(form: FormData): string {
  return safeDestination(form.get("next"));
}

/** Pages rendered for the member who requests them, which show who is signed in. */
const memberPages = /^\/(?:account|admin|comments|invitation|notifications)(?:[/?#]|$)/;

/**
 * Where a sign-in without JavaScript ends. A page that is the same for every reader cannot confirm it, so `/login/welcome` does and links to
 * the destination.
 * @param next where the member wants to go, a path of this site
 */
export function welcomePath(next: string, greeting: Greeting): string {
  if (memberPages.test(next)) return next;
  const query = new URLSearchParams({
    ...(next === "/" ? {} : { next }),
    ...(greeting === "confirmed" ? { confirmed: "1" } : {}),
  });
  return query.size > 0 ? `/login/welcome?${query}` : "/login/welcome";
}
