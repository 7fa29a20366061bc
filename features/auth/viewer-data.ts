import type { VoteState } from "#db/schema/ratings.ts";
import type { Role } from "#features/members/rules.ts";
import type { CompactNode } from "#lib/prose/compact-tree.ts";

/** What `/api/me` answers: all that a page shows only to the one who asks. The parts about an article are empty without one. */
export interface ViewerData {
  /** Null for anybody not signed in. */
  viewer: { id: number; name: string; handle: string; role: Role; confirmed: boolean } | null;
  /** The viewer's own stars for the article. */
  rating: number | null;
  /** Whether these count: held apart until a moderator has looked, or kept out by one. */
  ratingState: VoteState;
  /** The viewer is one of its authors, and so does not rate it. */
  isAuthor: boolean;
  comments: ViewerComments;
  /** Ids of the comments that the viewer found to the point. */
  reactions: number[];
  /** Each comment gets a button to its own page. */
  moderates: boolean;
  /** The article's id, for whoever may work on it in the newsroom. */
  edits: number | null;
  /** Notifications not yet read. */
  unread: number;
  /** Handles of members whom the viewer does not want to read. */
  muted: string[];
}

export interface ViewerComments {
  /** Visible ones; `editableUntil` (ISO) while the author may still change the text, else null. */
  own: { id: number; editableUntil: string | null }[];
  /** Those that only their author sees until a moderator has read them, oldest first, as they will be shown. */
  pending: { id: number; parentId: number | null; createdAt: string; body: CompactNode[] }[];
}

export const noViewerComments: ViewerComments = { own: [], pending: [] };
