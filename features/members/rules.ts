/** Roles, each with all that those before it may do (the database's enum `member_role` has the same list). */
export const roles = ["reader", "contributor", "editor", "moderator", "admin"] as const;
export type Role = (typeof roles)[number];
