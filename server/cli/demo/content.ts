import type { StoryKind } from "#db/schema/stories.ts";
import type { Locale } from "#i18n/translator.ts";
import type { DemoPictureName } from "./pictures.ts";

export interface DemoComment {
  /** A key of the content's members. */
  by: string;
  /** Hours after the article, or for a reply after its parent. Never later than the installation. */
  after: number;
  /** Markdown, as typed. */
  text: string;
  replies?: DemoComment[];
  /** Left pending for a moderator. */
  pending?: true;
  /** Chosen by the moderators, now: the front page shows the newest one for a week. */
  featured?: true;
  /** Keys of members who found it helpful. */
  helpfulTo?: readonly string[];
}

export interface DemoCorrection {
  /** The article's slug. */
  article: string;
  /** What was wrong, for readers. */
  note: string;
  /** The reader who reported it; empty: the editors found it themselves. */
  credit: string;
  /** Hours before the installation. */
  hoursAgo: number;
}

/** Slug, name and description. */
export type DemoCategory = readonly [slug: string, name: string, description: string];

/** The last two: slugs of categories, names of tags. */
export type DemoTopic = readonly [
  slug: string,
  name: string,
  description: string,
  categories: readonly string[],
  tags: readonly string[],
];

/** A story or series with the slugs of its articles; those of a series are in its order. */
export interface DemoStory {
  kind: StoryKind;
  slug: string;
  title: string;
  deck: string;
  articles: readonly string[];
}

/** The demo content in one language: everything but the code that stores it and the pictures themselves. */
export interface DemoContent {
  locale: Locale;
  /**
   * Of the Markdown files, in the order in which they are stored: an article comes after those that it shows as
   * cards. Of two that show each other, the first one is stored again at the end.
   */
  slugs: readonly string[];
  /** The navigation, in its order. */
  categories: readonly DemoCategory[];
  /** The newsletter's topics. */
  topics: readonly DemoTopic[];
  /** Members by key: they comment and rate, cannot sign in (no password) and get no mail (addresses at example.org). */
  members: Record<string, string>;
  /** Names that sign the articles, by handle. */
  bylines: Record<string, { name: string; biography: string }>;
  /** Comments by the article's slug. */
  comments: Record<string, readonly DemoComment[]>;
  /** Ratings by the article's slug and the member's key. */
  ratings: Record<string, Record<string, number>>;
  stories: readonly DemoStory[];
  corrections: readonly DemoCorrection[];
  /** Alternative texts of the pictures. */
  altText: Record<DemoPictureName, string>;
}
