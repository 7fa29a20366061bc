import type { IncomingMessage } from "node:http";
import type { CommitPosition } from "#db/commit-hooks.ts";
import { splitAddress } from "#lib/split-address.ts";
import type { ChangeFollower } from "../page-cache/follow-changes.ts";
import { readCommitCookie } from "./commit-cookie.ts";

/** How long a response waits until this process has read its member's last change (ms). */
export const maxUnreadMs = 300;

/** How old the last read of the change log may be (ms) for private pages to use kept values. */
const maxPollAgeMs = 1_000;

/** Pictures, and stylesheets with the site's colours. */
export const fileAreas = /^\/(?:media|look)\//;

/** The member's last change, if this process has not read it and the response may have to show it. */
export function findUnreadCommit(
  req: IncomingMessage,
  changes: Pick<ChangeFollower, "hasRead">,
): CommitPosition | undefined {
  const commit = readCommitCookie(req.headers);
  if (!commit || changes.hasRead(commit)) return undefined;
  const { path: address } = splitAddress(req.url ?? "/");
  return address.startsWith("/_next/") || fileAreas.test(address) ? undefined : commit;
}

/**
 * Whether this process has not read the change log for a second: private pages are then rendered without kept values.
 */
export const isLogLate = ({ polledAt }: Pick<ChangeFollower, "polledAt">) =>
  performance.now() - polledAt > maxPollAgeMs;
