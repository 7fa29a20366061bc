import type { VoteState } from "#db/schema/ratings.ts";
import type { Role } from "#features/members/rules.ts";
import type { CompactNode } from "#lib/prose/compact-tree.ts";

/** The response of `/api/me`: everything on a page that only the viewer sees. The parts about an article are empty without one. */
export interface ViewerData {
  /** Null if signed out. */
  viewer: { id: number; name: string; handle: string; role: Role; confirmed: boolean } | null;
  /** The viewer's own stars for the article. */
  rating: number | null;
  /** Whether the vote counts, is held until a moderator decides, or was discarded by one. */
  ratingState: VoteState;
  /** The viewer is one of the article's authors, and so may not rate it. */
  isAuthor: boolean;
  comments: ViewerComments;
  /** Ids of the comments to which the viewer reacted. */
  reactions: number[];
  /** The viewer moderates: each comment gets a link to its own page. */
  moderates: boolean;
  /** The article's id if the viewer may edit it in the newsroom, else null. */
  edits: number | null;
  /**
   * What the viewer follows among the subjects of the page, as in `tag-12`: the article's discussion, tags and authors, or the tag,
   * category or author that the page is about.
   */
  followed: string[];
  /** The number of unread notifications. */
  unread: number;
  /** On an article, for a reader without an approved comment. */
  welcome?: Welcome;
  /** Handles of the members whom the viewer has muted. */
  muted: string[];
}

/** What a new member is told at the comment form. */
export interface Welcome {
  title: string;
  rules: { title: string; href: string }[];
  /** What happens to the first comments. */
  review: string;
  /** The label of the button that hides it. */
  dismiss: string;
}

export interface ViewerComments {
  /** The viewer's visible comments; `editableUntil` (ISO) while the author may still edit the text, else null. */
  own: { id: number; editableUntil: string | null }[];
  /**
   * The viewer's pending comments, which only they see until a moderator has reviewed them, oldest first, rendered as they will be
   * published.
   */
  pending: { id: number; parentId: number | null; createdAt: string; body: CompactNode[] }[];
}

export const noViewerComments: ViewerComments = { own: [], pending: [] };
