import type { Role } from "#features/members/rules.ts";

/** A comment with more links than this waits for a moderator. */
export const linksWithoutWait = 2;

export interface Circumstances {
  role: Role;
  /** How many of the member's comments were ever visible. */
  approved: number;
  links: number;
  /** The setting `comments.newcomer`: how many first comments wait; 0 turns it off. */
  newcomer: number;
  policy: "open" | "premoderated" | "closed";
}

/** Whether a comment is seen at once or waits, and why: the one place where its first status is decided. */
export function firstStatus(
  c: Circumstances,
): { status: "visible" } | { status: "pending"; why: "newcomer" | "links" | "article" } {
  if (c.role !== "reader") return { status: "visible" };
  if (c.policy === "premoderated") return { status: "pending", why: "article" };
  if (c.links > linksWithoutWait) return { status: "pending", why: "links" };
  if (c.approved < c.newcomer) return { status: "pending", why: "newcomer" };
  return { status: "visible" };
}
