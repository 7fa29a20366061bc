import type { ReactNode } from "react";
import type { CommentPolicy } from "#db/schema/articles.ts";
import type { CommentStatus } from "#db/schema/comments.ts";

/** A comment as the queue shows it: words, not rows, so that the browser needs no message of its own for it. */
export interface QueueItem {
  id: number;
  version: number;
  status: CommentStatus;
  featured: boolean;
  /** Deleted by its author: nothing is left to decide. */
  deleted: boolean;
  /** The viewer wrote it: somebody else decides. */
  own: boolean;
  /** It is in the queue: pending, reported or flagged. */
  isQueued: boolean;
  /** `version`: of what holds for them, 0 where nothing was ever decided. */
  author: { id: number | null; name: string; href: string | null; badges: string[]; mayBan: boolean; version: number };
  article: { id: number; title: string; href: string };
  /** How long ago, the same in full, and for machines. */
  at: { ago: string; full: string; iso: string };
  edited: string | null;
  body: ReactNode;
  parent: { by: string; excerpt: string } | null;
  /** Why it is here. */
  verdicts: { text: string; kind: "hold" | "flag"; rule: { href: string; label: string } | null }[];
  reports: ReactNode;
  reported: string | null;
  /** Earlier decisions, the newest first. */
  history: { id: number; text: string; undone: boolean }[];
  /** Who else looks at it. */
  viewedBy: string | null;
  /** Where readers see it, or its own page while they do not. */
  contextHref: string;
}

/** An article's discussion, above its comments. */
export interface QueueThread {
  id: number;
  version: number;
  title: string;
  /** Null while readers have no page of it. */
  href: string | null;
  policy: CommentPolicy;
  /** How it stands, in words. */
  text: string;
  /** The last decision about it, in words. */
  last: string | null;
}
