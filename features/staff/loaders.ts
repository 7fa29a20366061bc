import { cache } from "react";
import { database } from "#db/client.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import { getViewer } from "#features/auth/loaders.ts";
import { openDsaNoticeCount } from "#features/dsa-notices/queries.ts";
import { problemCount } from "#features/health/examination/queries.ts";
import { openAppealCount } from "#features/moderation/appeals/queries.ts";
import { heldVoteCount } from "#features/moderation/held-votes/queries.ts";
import { membersPerPage, searchMembers } from "#features/moderation/member-record/list/queries.ts";
import { queuedCommentCount } from "#features/moderation/queue/tabs/queries.ts";
import { newDraftCount } from "#features/newsletter/issues/queries.ts";
import { waitingItemCount } from "#features/syndication/inbox/queries.ts";
import { parseId } from "#lib/ids.ts";
import { findInvitation } from "./invitations/mutations.ts";
import { listPendingInvitations, listStaff, staffPerPage } from "./queries.ts";

/** The numbers of items that wait for a decision; the navigation shows them. */
const waitingCounts = {
  comments: queuedCommentCount,
  notices: openDsaNoticeCount,
  votes: heldVoteCount,
  appeals: openAppealCount,
  newsletterDrafts: newDraftCount,
  feedItems: waitingItemCount,
  health: problemCount,
};

export type WaitingKind = keyof typeof waitingCounts;

const countWaiting = cache((kinds: string): Promise<Partial<Record<WaitingKind, number>>> => {
  const wanted = Object.entries(waitingCounts).filter(([kind]) => kinds.split(" ").includes(kind));
  return selectNumbers(database(), Object.fromEntries(wanted));
});

/** Loads these counts for the navigation of the admin area: one statement, once per request. */
export const loadWaitingCounts = (kinds: readonly WaitingKind[]) => countWaiting(kinds.join(" "));

/** Loads the staff with pending invitations, or the members who match a search; `next`: the cursor of the next page. */
export async function loadStaff({ words, after }: { words: string; after: string | undefined }) {
  const db = database();
  const id = parseId(after);
  if (words) {
    const found = await searchMembers(db, {
      words,
      byAddress: true,
      after: id === undefined ? undefined : { id, refused: 0 },
    });
    const people = found.slice(0, membersPerPage).map(({ standing, ...member }) => ({
      ...member,
      sanctioned: standing.banned || standing.suspendedUntil !== null,
      secondStep: null,
      lastSeen: null,
    }));
    return { people, invitations: [], next: found.length > membersPerPage ? people.at(-1)?.id : undefined };
  }
  const [staff, invitations] = await Promise.all([
    listStaff(db, id),
    id === undefined ? listPendingInvitations(db) : [],
  ]);
  const people = staff.slice(0, staffPerPage).map((member) => ({ ...member, confirmed: true }));
  return { people, invitations, next: staff.length > staffPerPage ? people.at(-1)?.id : undefined };
}

export type ListedMember = Awaited<ReturnType<typeof loadStaff>>["people"][number];

/**
 * Loads the invitation behind a mailed link; undefined if it is no longer valid. `account`: whether its address has one, and whether it is
 * the viewer's; `viewer`: the viewer's name.
 */
export async function loadInvitation(token: string) {
  const [found, viewer] = await Promise.all([findInvitation(database(), token), getViewer()]);
  if (!found) return undefined;
  const { name, role, accountId } = found;
  const account = accountId === null ? "none" : accountId === viewer?.id ? "mine" : "other";
  return { name, role, account, viewer: viewer?.name } as const;
}
