import { isSelf } from "#features/members/standing/policy.ts";

/** Whether a moderator may read who reported a comment and why: not for their own comment. */
export function mayReadReports(viewer: { id: number }, comment: { memberId: number | null }): boolean {
  return !isSelf(viewer, comment.memberId);
}
