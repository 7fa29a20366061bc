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

/** The sign-in and registration pages, which carry the destination in `next`. */
const signInPage = /^\/(?:login|register)(?:\/|$)/;

/** Maximum length of a `Referer` that is read: an address of this site has at most 2,048 characters. */
const maxRefererLength = 2_500;

/**
 * Returns the page of this site from which a request comes, for links without `next`; "/" if there is none. For a
 * sign-in page, returns that page's own destination.
 * @param host the site's host, with its port
 */
export function destinationFromReferer(referer: string | null | undefined, host: string): string {
  if (!referer || referer.length > maxRefererLength || !URL.canParse(referer)) return "/";
  const { host: from, pathname, search, searchParams } = new URL(referer);
  if (from !== host || opensByLink.test(pathname)) return "/";
  return signInPage.test(pathname) ? destinationFromQuery(searchParams) : safeDestination(`${pathname}${search}`);
}

/** Reads the destination from the query of a sign-in page's address. */
export function destinationFromQuery(query: URLSearchParams): string {
  const [next, ...others] = query.getAll("next");
  return others.length > 0 ? "/" : safeDestination(next);
}

/** Pages rendered for the member who requests them, which show who is signed in. */
const membersOnlyPages = /^\/(?:account|admin|comments|invitation|notifications)(?:[/?#]|$)/;

/**
 * Returns where a sign-in without JavaScript ends. A static page cannot confirm it, so `/login/welcome` does and links to the destination.
 * @param next the destination, a path of this site
 */
export function welcomePath(next: string, greeting: Greeting): string {
  if (membersOnlyPages.test(next)) return next;
  const query = new URLSearchParams({
    ...(next === "/" ? {} : { next }),
    ...(greeting === "confirmed" ? { confirmed: "1" } : {}),
  });
  return query.size > 0 ? `/login/welcome?${query}` : "/login/welcome";
}
