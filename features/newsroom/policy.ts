import { mayPublish, mayWrite, type RoleHolder } from "#features/members/policy.ts";

/** Whether a member may choose bylines. Contributors sign with their own. */
export function mayChooseBylines(viewer: Pick<RoleHolder, "role">): boolean {
  return mayPublish(viewer);
}

/** A contributor edits their own article until it is published; from then on only editors do. */
export function mayEditArticle(viewer: RoleHolder, article: { ownerId: number | null; status: string }): boolean {
  return mayPublish(viewer) || (mayWrite(viewer) && article.ownerId === viewer.id && article.status === "draft");
}

/** Whether a member may see an article in the newsroom. Contributors see their own ones, also once published. */
export function mayRead(viewer: RoleHolder, article: { ownerId: number | null }): boolean {
  return mayPublish(viewer) || (mayWrite(viewer) && article.ownerId === viewer.id);
}

/**
 * Whether a member may see the title of an article that editors chose for another's related selection: contributors see
 * no unpublished articles of others.
 */
export function maySeeRelatedChoice(viewer: RoleHolder, { status }: { status: string }): boolean {
  return mayPublish(viewer) || status === "published";
}
