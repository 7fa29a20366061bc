import type { Role } from "#features/members/rules.ts";

interface Who {
  id: number;
  role: Role;
}
interface Thing {
  memberId: number | null;
  status: string;
}

/** Who may open a comment's own page: its author and moderators always, other members while readers see it. */
export function mayOpen(viewer: Who, comment: Thing): boolean {
  return (
    comment.status === "visible" || isAuthor(viewer, comment) || viewer.role === "moderator" || viewer.role === "admin"
  );
}

export function isAuthor(viewer: Who, comment: Thing): boolean {
  return comment.memberId === viewer.id;
}
