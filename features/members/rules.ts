import type { MemberRole } from "#db/schema/members.ts";

/** Roles, each with all that those before it may do. */
export const roles = ["reader", "contributor", "editor", "moderator", "admin"] as const satisfies readonly MemberRole[];
export type Role = MemberRole;

/** A profile with fewer visible comments says too little to be found by search engines, and is what a spammer's looks like. */
const minIndexedComments = 3;

/** Whether search engines may keep a page of a profile: its first, once there is something to read. */
export function isIndexedProfile({ comments, page }: { comments: number; page: number }): boolean {
  return page === 1 && comments >= minIndexedComments;
}

/** Largest file for one's own picture: a phone's photograph. Forms of /account may bring 8 MB in all (server/http/guard/body-limit.ts). */
export const maxAvatarBytes = 7 * 1024 * 1024;

/** What hands over or ends an account (its address, its data, its deletion) asks for a sign-in no older than this. */
const recentSignInMinutes = 30;

/** Whether a session began so lately that it stands for its owner's presence. */
export function isRecentSignIn(signedInAt: Date, now: Date = new Date()): boolean {
  return now.getTime() - signedInAt.getTime() < recentSignInMinutes * 60_000;
}

/** The handle of an emptied row; nobody else takes one (`isDeletedHandle`), or the deletion would find it taken. */
export const deletedHandle = (memberId: number): string => `deleted-${memberId}`;

export const isDeletedHandle = (handle: string): boolean => /^deleted-\d+$/.test(handle);
