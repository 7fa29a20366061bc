import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { splitAddress } from "#lib/split-address.ts";

/**
 * The first segments of addresses whose pages are private: rendered for each request, never kept. Every other route of
 * `app/` is shared: rendered without a session, cookies or headers of the client, and kept for everyone.
 */
export const privateAreas: ReadonlySet<string> = new Set([
  "account",
  "admin",
  "api",
  "comments",
  "confirm",
  "invitation",
  "login",
  "notifications",
  "preview",
  "register",
  "report",
]);

/** Private pages in areas that are shared otherwise: a mailed link opens them. */
export const privatePages: ReadonlySet<string> = new Set([
  "/newsletter/confirm",
  "/newsletter/preferences",
  "/newsletter/unsubscribe",
]);

/** Pages of these areas that are shared all the same. Browsers may not store them, because members get other pages. */
export const signInPages: ReadonlySet<string> = new Set(["/login", "/register"]);

export const searchPagePath = "/search";

/** Pages into which the page server writes content after they are rendered: they keep all of their styles. */
export const filledPages: ReadonlySet<string> = new Set([searchPagePath]);

/** WordPress's feed of all comments, in an area that is private otherwise: it is redirected. */
const formerCommentsFeed = /^\/comments\/feed(?:\/|$)/;

/** Whether the response at an address (a path, with or without a query) may be kept and sent to everyone. */
export function isSharedRoute(address: string): boolean {
  const { path } = splitAddress(address);
  if (formerCommentsFeed.test(path)) return true;
  if (privatePages.has(path.replace(/(?<=.)\/$/, ""))) return false;
  return !privateAreas.has(address.split(/[/?]/, 2)[1] ?? "") || signInPages.has(path);
}

const sessionCookie = /(?:^|;\s*)(?:__Host-)?vigie_session=/;

/** Whether a request carries the cookie of a session, valid or not. */
export function carriesSession({ cookie }: IncomingHttpHeaders): boolean {
  return cookie !== undefined && sessionCookie.test(cookie);
}

/** The destination of a visitor who reports a comment, which the sign-in page also offers without an account. */
const reportedComment = /^\/comments\/\d+#report$/;

/**
 * Whether a shared page must be rendered for this client alone: the sign-in page for members, after a failed sign-in
 * (`error`, `until`), and before a report.
 * @param page the normalised path
 */
export function isPersonalRequest(
  page: string,
  { url = "", headers }: Pick<IncomingMessage, "url" | "headers">,
): boolean {
  if (page !== "/login") return false;
  if (carriesSession(headers)) return true;
  const query = new URLSearchParams(splitAddress(url).query);
  return query.has("error") || query.has("until") || reportedComment.test(query.get("next") ?? "");
}
