import type { Executor } from "#db/client.ts";
import { findCommentPlace } from "#features/comments/queries.ts";
import { isNoticeSecret } from "#features/dsa-notices/notice-secret.ts";
import { referencePattern } from "#features/dsa-notices/rules.ts";
import { findPreviewLink } from "#features/newsroom/preview/queries.ts";
import { findStopRequest } from "#features/notifications/stop/queries.ts";
import { stopPath } from "#features/notifications/stop/stop-link.ts";
import { env } from "#lib/env.ts";
import { splitAddress } from "#lib/split-address.ts";

/**
 * Pages that respond 401 without a session: those of the admin area and of an account, except those that a mailed link
 * opens. `private-addresses.test.ts` compares them with the gates of the pages.
 */
const membersOnlyPages =
  /^\/(?:admin(?:\/.*)?|account(?:\/(?:data|following|mail|mutes|notifications|security))?|notifications)$/;

/** Whether a page is for members only, by its path. */
export function isMembersOnlyPage(path: string): boolean {
  return membersOnlyPages.test(path);
}

/**
 * Finds out whether anything is at an address (path and query) that a private route matches, so that made-up addresses
 * cause no render. Checks only the routes that visitors may request; the pages check everything else. Visitors at a
 * comment's page are redirected to the discussion, unless they want to reply, or a notification led to a comment that is
 * gone: the page is for its author.
 */
export async function lookUpPrivateAddress(
  db: Executor,
  address: string,
  isMember: boolean,
): Promise<"known" | "unknown" | { redirectTo: string }> {
  const { path, query } = splitAddress(address);
  if (path === stopPath) {
    const parameters = new URLSearchParams(query);
    const request = await findStopRequest(db, parameters.get("about"), parameters.get("key"));
    return request ? "known" : "unknown";
  }
  const [, area, name] = /^\/(api\/auth\/callback|comments|preview|report)\/([^/]+)\/?$/.exec(path) ?? [];
  if (area === undefined || name === undefined) return "known";
  const parameters = new URLSearchParams(query);
  if (area === "comments") {
    const place = /^[1-9]\d{0,14}$/.test(name) ? await findCommentPlace(db, Number(name)) : undefined;
    if (place === undefined) return "unknown";
    const hasPage = isMember || parameters.has("reply") || (parameters.has("context") && !place.isVisible);
    return hasPage ? "known" : { redirectTo: place.path };
  }
  const isKnown =
    area === "preview"
      ? (await findPreviewLink(db, name)) !== undefined
      : area === "report"
        ? isNoticeKey(name, parameters.get("key"))
        : isProvider(name);
  return isKnown ? "known" : "unknown";
}

function isNoticeKey(reference: string, key: string | null): boolean {
  return referencePattern.test(reference) && key !== null && isNoticeSecret(reference, key);
}

function isProvider(name: string): boolean {
  const { AUTH_GITHUB_ID, AUTH_GOOGLE_ID } = env();
  return (name === "github" && AUTH_GITHUB_ID !== undefined) || (name === "google" && AUTH_GOOGLE_ID !== undefined);
}
