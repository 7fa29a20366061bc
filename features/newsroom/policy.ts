import { mayPublish, mayWrite, type RoleHolder } from "#features/members/policy.ts";

/** Whether a member may choose bylines. Contributors sign as themselves. */
export function mayChooseBylines(viewer: Pick<RoleHolder, "role">): boolean {
  return mayPublish(viewer);
}

/** A contributor works on what is theirs until readers have it; from then on it is the editors'. */
export function mayEdit(viewer: RoleHolder, article: { ownerId: number | null; status: string }): boolean {
  return mayPublish(viewer) || (mayWrite(viewer) && article.ownerId === viewer.id && article.status === "draft");
}

/** Whether one may look at it in the newsroom: a contributor also at their own once it is published. */
export function mayRead(viewer: RoleHolder, article: { ownerId: number | null }): boolean {
  return mayPublish(viewer) || (mayWrite(viewer) && article.ownerId === viewer.id);
}
