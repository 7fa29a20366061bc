import { eq, sql } from "drizzle-orm";
import type { Executor } from "#db/client.ts";
import { memberSessions, members } from "#db/schema.ts";
import { findDiscussionId } from "#features/articles/queries.ts";
import { isLastSeenStale, noteLastSeen } from "#features/auth/sessions/last-seen.ts";
import type { SessionIdentity } from "#features/auth/sessions/session-identity.ts";
import { isOpenSession, type Viewer } from "#features/auth/viewer.ts";
import { noViewerComments, type ViewerData } from "#features/auth/viewer-data.ts";
import {
  arrangeViewerComments,
  selectViewerComments,
  selectViewerReactions,
  type ViewerCommentRow,
} from "#features/comments/viewer-comments.ts";
import { selectFollowed } from "#features/follows/queries.ts";
import type { FollowSubject } from "#features/follows/rules.ts";
import { mayPublish } from "#features/members/policy.ts";
import { selectMutedHandles } from "#features/mutes/queries.ts";
import { selectUnreadCount } from "#features/notifications/queries.ts";
import { selectVote, toVoteState } from "#features/ratings/queries.ts";
import { loadWelcome } from "./welcome/describe-welcome.ts";

type VoteRow = Awaited<ReturnType<typeof selectVote>>[number];
type ViewerRow = Pick<Viewer, "id" | "name" | "handle" | "role" | "confirmed"> & {
  isLastSeenStale: boolean;
  isNewcomer: boolean;
};

/** The data of a visitor who is not signed in. */
export const noViewerData: ViewerData = {
  viewer: null,
  rating: null,
  ratingState: "counted",
  isAuthor: false,
  comments: noViewerComments,
  reactions: [],
  moderates: false,
  edits: null,
  followed: [],
  unread: 0,
  muted: [],
};

/**
 * Reads the viewer's own data on an article's page (`slug`), on the page of another subject, or elsewhere; undefined for
 * an unknown article. Runs one prepared statement; without a session one for an article, none elsewhere. A session that
 * has ended counts as none.
 */
export async function readViewerData(
  db: Executor,
  session: SessionIdentity | undefined,
  slug?: string,
  subject?: FollowSubject,
): Promise<ViewerData | undefined> {
  if (!session)
    return slug === undefined || (await findDiscussionId(db, slug)) !== undefined ? noViewerData : undefined;
  const [row] = await viewerStatement(db).execute({
    ...session,
    slug: slug ?? null,
    subjectKind: subject?.kind ?? null,
    subjectId: subject?.id ?? null,
  });
  if (!row) throw new Error("The statement returned no row.");
  const { viewer, vote, comments, reactions, followed, unread, muted } = row;
  if (slug !== undefined && !vote) return undefined;
  if (!viewer) return noViewerData;
  if (viewer.isLastSeenStale) void noteLastSeen(db, session.id);
  const { id, name, handle, role, confirmed } = viewer;
  return {
    viewer: { id, name, handle, role, confirmed },
    rating: vote?.stars ?? null,
    ratingState: toVoteState(vote?.stars ? vote.state : null),
    isAuthor: vote?.isAuthor ?? false,
    comments: await arrangeViewerComments(comments),
    reactions,
    moderates: role === "moderator" || role === "admin",
    edits: vote && mayPublish(viewer) ? vote.articleId : null,
    followed,
    unread,
    ...(viewer.isNewcomer && { welcome: await loadWelcome(db) }),
    muted,
  };
}

const statements = new WeakMap<Executor, ReturnType<typeof buildStatement>>();

/** Returns the statement, which is built once per database and prepared once per connection. */
function viewerStatement(db: Executor): ReturnType<typeof buildStatement> {
  const known = statements.get(db);
  if (known) return known;
  const statement = buildStatement(db);
  statements.set(db, statement);
  return statement;
}

/** Selects the viewer of a session and, for that viewer, what each feature selects; nothing on an article without one. */
function buildStatement(db: Executor) {
  const viewer = db.$with("viewer").as(
    db
      .select({
        id: members.id,
        name: members.name,
        handle: members.handle,
        role: members.role,
        confirmedAt: members.confirmedAt,
        isLastSeenStale: isLastSeenStale.as("is_last_seen_stale"),
      })
      .from(memberSessions)
      .innerJoin(members, eq(members.id, memberSessions.memberId))
      .where(
        isOpenSession({
          id: sql.placeholder("id"),
          memberId: sql.placeholder("memberId"),
          version: sql.placeholder("version"),
        }),
      ),
  );
  const slug = sql.placeholder("slug");
  const viewerId = sql`(select ${viewer.id} from ${viewer})`;
  const vote = selectVote(db, slug, viewerId).as("vote");
  const comment = selectViewerComments(db, slug, viewerId).as("comment");
  const reaction = selectViewerReactions(db, slug, viewerId).as("reaction");
  const muted = selectMutedHandles(db, viewerId).as("muted");
  return db
    .with(viewer)
    .select({
      viewer: sql<ViewerRow | null>`(
        select json_build_object('id', ${viewer.id}, 'name', ${viewer.name}, 'handle', ${viewer.handle},
          'role', ${viewer.role}, 'confirmed', ${viewer.confirmedAt} is not null, 'isLastSeenStale', ${viewer.isLastSeenStale},
          'isNewcomer', ${slug}::text is not null and ${viewer.role} = 'reader' and not exists (
            select from comments as approved where approved.member_id = ${viewerId} and approved.status = 'visible'))
        from ${viewer})`,
      vote: sql<VoteRow | null>`(
        select json_build_object('articleId', ${vote.articleId}, 'stars', ${vote.stars}, 'isAuthor', ${vote.isAuthor},
          'state', ${vote.state})
        from ${vote})`,
      comments: sql<ViewerCommentRow[]>`(
        select coalesce(json_agg(json_build_object('id', ${comment.id}, 'parentId', ${comment.parentId},
          'createdAt', ${comment.createdAt}, 'pendingHtml', ${comment.pendingHtml})), '[]')
        from ${comment})`,
      reactions: sql<number[]>`(select coalesce(json_agg(${reaction.id}), '[]') from ${reaction})`,
      followed: selectFollowed(db, viewerId, {
        slug,
        kind: sql.placeholder("subjectKind"),
        id: sql.placeholder("subjectId"),
      }),
      unread: sql<number>`${selectUnreadCount(db, viewerId)}`,
      muted: sql<string[]>`(select coalesce(json_agg(${muted.handle}), '[]') from ${muted})`,
    })
    .from(sql`(select) as one_row`)
    .prepare("viewer_data");
}
