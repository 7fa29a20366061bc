import type { ReactNode } from "react";
import type { FeedItemState, SourceChange } from "#db/schema/syndication.ts";

/** A time as a page shows it. */
export interface ShownTime {
  iso: string;
  text: string;
}

/** An item as the list shows it. Texts are in the site's language. */
export interface ListedItem {
  id: number;
  title: string;
  author: string;
  excerpt: string;
  /** Hash of the content that is shown: a decision to publish is about this content. */
  contentHash: string;
  source: string;
  url: string;
  time: ShownTime;
  /** "3 sources ont le même texte"; null if nothing is merged into it. */
  group: string | null;
  /** What its source did after an article was made of it, and that article. */
  change: { kind: SourceChange; articleId: number | null } | null;
}

export interface ListedDuplicate {
  id: number;
  title: string;
  url: string;
  source: string;
  time: ShownTime;
  /** Why it is a duplicate, in words; null if an editor merged it. */
  likeness: string | null;
  /** Sentences that both have. */
  shared: string[];
}

export interface ListedTarget {
  /** The value of the form's field. */
  value: string;
  title: string;
  /** The source, or that it is an article of this site; and when. */
  about: string;
  /** Sentences that both have. */
  shared: string[];
}

/** All about one item, for the pane beside the list. */
export interface ItemDetail {
  id: number;
  title: string;
  state: FeedItemState;
  /** As in `ListedItem`. */
  contentHash: string;
  /** What was decided, unless it waits. */
  stateText: string | null;
  /** Why the feed's policy could not publish it. */
  refusal: string | null;
  url: string;
  excerpt: string;
  /** The text as elements; null if there is none. */
  body: ReactNode;
  pictures: { url: string; alt: string; credit: string }[];
  facts: { label: string; text: string; href?: string; isDate?: ShownTime }[];
  /** The source reserves text and data mining: only excerpts are used. */
  isReserved: boolean;
  duplicates: ListedDuplicate[];
  duplicateOf: { id: number; title: string } | null;
  article: { id: number; title: string; href: string } | null;
  targets: ListedTarget[];
  /** What can be blocked besides the feed. */
  author: string;
  titleWords: string[];
  feed: string;
  history: { id: number; text: string }[];
  /** As the feed wrote it; undefined: not asked for. */
  raw: string | undefined;
}
