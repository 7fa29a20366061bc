import type { Executor } from "#db/client.ts";
import { findCommentPath } from "#features/comments/queries.ts";
import { isNoticeSecret } from "#features/dsa-notices/notice-secret.ts";
import { referencePattern } from "#features/dsa-notices/rules.ts";
import { findPreviewLink } from "#features/newsroom/preview/queries.ts";
import { env } from "#lib/env.ts";
import { splitAddress } from "#lib/split-address.ts";

/**
 * Pages that answer 401 without a session: the admin area, and those of an account. Not the ones that a mailed link
 * opens. `private-addresses.test.ts` compares them with the gates of the pages.
 */
const memberPages = /^\/(?:admin(?:\/.*)?|account(?:\/(?:data|mail|mutes|security))?|notifications)$/;

/** Whether a page is for members only, by its path. */
export function isMemberPage(path: string): boolean {
  return memberPages.test(path);
}

/**
 * Finds what the site has at an address (path and query) that one of its private routes matches; only for routes that
 * anyone may request, because what strangers invent must not cost a render. The page checks everything else. A comment's
 * page is its author's: it leads visitors to the discussion, unless they want to reply.
 */
export async function findPrivateAddress(
  db: Executor,
  address: string,
  isMember: boolean,
): Promise<"known" | "unknown" | { visitorsTo: string }> {
  const { path, query } = splitAddress(address);
  const [, area, name] = /^\/(api\/auth\/callback|comments|preview|report)\/([^/]+)\/?$/.exec(path) ?? [];
  if (area === undefined || name === undefined) return "known";
  const parameters = new URLSearchParams(query);
  if (area === "comments") {
    const place = /^[1-9]\d{0,14}$/.test(name) ? await findCommentPath(db, Number(name)) : undefined;
    if (place === undefined) return "unknown";
    return isMember || parameters.has("reply") ? "known" : { visitorsTo: place };
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
