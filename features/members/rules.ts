/** Roles, each with all that those before it may do (the database's enum `member_role` has the same list). */
export const roles = ["reader", "contributor", "editor", "moderator", "admin"] as const;
export type Role = (typeof roles)[number];

/** A profile with fewer visible comments says too little to be found by search engines, and is what a spammer's looks like. */
const commentsToBeIndexed = 3;

/** Whether search engines may keep a page of a profile: its first, once there is something to read. */
export function isIndexedProfile({ comments, page }: { comments: number; page: number }): boolean {
  return page === 1 && comments >= commentsToBeIndexed;
}

/** Largest file for one's own picture: a phone's photograph. Forms of /account may bring 8 MB in all (server/door/body-limit.ts). */
export const mostAvatarBytes = 7 * 1024 * 1024;
