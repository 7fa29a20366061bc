import type { Executor } from "#db/client.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { noViewerComments, type ViewerData } from "#features/auth/viewer-data.ts";
import { listViewerComments, listViewerReactions } from "#features/comments/viewer-comments.ts";
import { mayPublish } from "#features/members/policy.ts";
import { listMutedHandles } from "#features/mutes/queries.ts";
import { countUnread } from "#features/notifications/queries.ts";
import { findVote, toVoteState } from "#features/ratings/queries.ts";

/**
 * Reads the viewer's own data on an article's page (`slug`) or elsewhere; undefined for an unknown article. A fixed number of statements:
 * five for an article, two elsewhere; signed out one and none.
 */
export async function readViewerData(
  db: Executor,
  viewer: Viewer | undefined,
  slug?: string,
): Promise<ViewerData | undefined> {
  const [vote, comments, reactions, unread, muted] = await Promise.all([
    slug === undefined ? undefined : findVote(db, slug, viewer?.id),
    slug === undefined || !viewer ? noViewerComments : listViewerComments(db, slug, viewer.id),
    slug === undefined || !viewer ? [] : listViewerReactions(db, slug, viewer.id),
    viewer ? countUnread(db, viewer.id) : 0,
    viewer ? listMutedHandles(db, viewer.id) : [],
  ]);
  if (slug !== undefined && !vote) return undefined;
  return {
    viewer: viewer
      ? { id: viewer.id, name: viewer.name, handle: viewer.handle, role: viewer.role, confirmed: viewer.confirmed }
      : null,
    rating: vote?.stars ?? null,
    ratingState: toVoteState(vote?.stars ? vote.state : null),
    isAuthor: vote?.isAuthor ?? false,
    comments,
    reactions,
    moderates: viewer?.role === "moderator" || viewer?.role === "admin",
    edits: vote && viewer && mayPublish(viewer) ? vote.articleId : null,
    unread,
    muted,
  };
}
