import type { MemberRole } from "#db/schema/members.ts";

/** The roles, each with all permissions of those before it. */
export const roles = ["reader", "contributor", "editor", "moderator", "admin"] as const satisfies readonly MemberRole[];
export type Role = MemberRole;

/** The role whose rights a member has: a reader's until the address is confirmed, which may be a stranger's. */
export function effectiveRole({ role, confirmedAt }: { role: Role; confirmedAt: Date | null }): Role {
  return confirmedAt === null ? "reader" : role;
}

/** A profile with fewer visible comments has too little content for search engines, and looks like a spammer's. */
const minIndexedComments = 3;

/** Whether search engines may index a page of a profile: the first one, once there is something to read. */
export function isIndexedProfile({ comments, page }: { comments: number; page: number }): boolean {
  return page === 1 && comments >= minIndexedComments;
}

/** The largest avatar file: a phone's photograph. Forms of /account may carry 8 MB in total (server/http/guard/body-limit.ts). */
export const maxAvatarBytes = 7 * 1024 * 1024;

/** Actions that hand over or end an account (its address, its data, its deletion) need a sign-in within this time. */
const recentSignInMinutes = 30;

/** Whether a session began recently enough to prove its owner's presence. */
export function isRecentSignIn(signedInAt: Date, now: Date = new Date()): boolean {
  return now.getTime() - signedInAt.getTime() < recentSignInMinutes * 60_000;
}

/** Marks notifications of a badge that was granted, changed or withdrawn: a decision about the member without a row in the decisions. */
export const expertiseAlert = "expertise";

/** Returns the handle of a deleted member's row. It is reserved (`isDeletedHandle`); otherwise the deletion could find it taken. */
export const deletedHandle = (memberId: number): string => `deleted-${memberId}`;

export const isDeletedHandle = (handle: string): boolean => /^deleted-\d+$/.test(handle);
