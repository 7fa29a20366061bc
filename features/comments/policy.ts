import type { Role } from "#features/members/rules.ts";

interface CommentViewer {
  id: number;
  role: Role;
}
interface CommentAccess {
  memberId: number | null;
  status: string;
}

/** Whether the viewer may open a comment's own page: its author and moderators always, other members while it is visible. */
export function mayOpenComment(viewer: CommentViewer, comment: CommentAccess): boolean {
  return (
    comment.status === "visible" ||
    isCommentAuthor(viewer, comment) ||
    viewer.role === "moderator" ||
    viewer.role === "admin"
  );
}

export function isCommentAuthor(viewer: CommentViewer, comment: CommentAccess): boolean {
  return comment.memberId === viewer.id;
}
