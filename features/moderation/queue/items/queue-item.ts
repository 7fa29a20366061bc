import type { ReactNode } from "react";
import type { CommentPolicy } from "#db/schema/articles.ts";
import type { CommentStatus } from "#db/schema/comments.ts";
import type { ThreadAction } from "#features/decision-history/rules.ts";

/** A comment as the queue shows it: formatted texts, so that the browser needs no translations for it. */
export interface QueueItem {
  id: number;
  version: number;
  status: CommentStatus;
  featured: boolean;
  /** Deleted by its author: no decision is possible. */
  deleted: boolean;
  /** Written by the viewer: another moderator must decide. */
  own: boolean;
  /** It is in the queue: pending, reported or flagged. */
  isQueued: boolean;
  /** `version`: of the member's standing, 0 without any decision. */
  author: { id: number | null; name: string; href: string | null; badges: string[]; mayBan: boolean; version: number };
  /** `quoted`: the title for quotation marks. */
  article: { id: number; title: string; quoted: string; href: string };
  /** The age, the full date, and the ISO date. */
  at: { ago: string; full: string; iso: string };
  edited: string | null;
  /** How long a pending comment has waited. */
  waits: string | null;
  body: ReactNode;
  parent: { by: string; excerpt: string } | null;
  /** Why the comment is in the queue. */
  verdicts: { text: string; kind: "hold" | "flag"; rule: { href: string; label: string } | null }[];
  reports: ReactNode;
  reported: string | null;
  /** Other waiting comments to decide on together, as sentences; null without any. */
  together: { alike: string | null; byMember: string | null };
  /** Earlier decisions, newest first. */
  history: { id: number; text: string; undone: boolean }[];
  /** The other moderators who look at it now. */
  viewedBy: string | null;
  /** The comment in its thread, or its own page if it is not public. */
  contextHref: string;
}

/** What a rule decided about a thread, until a moderator keeps or ends it. */
export interface QueueMeasure {
  decision: number;
  /** The action that a moderator takes to keep it, and the one to end it. */
  keep: ThreadAction;
  end: ThreadAction;
  /** What the rule did, when and why. */
  text: string;
}

/** An article's thread, shown above its comments. */
export interface QueueThread {
  id: number;
  version: number;
  title: string;
  /** Null while the article is not published. */
  href: string | null;
  policy: CommentPolicy;
  /** The current policy as a sentence. */
  text: string;
  /** Minutes of slow mode; 0: off. */
  slowModeMinutes: number;
  /** The last decision as a sentence. */
  last: string | null;
  measures: QueueMeasure[];
}
