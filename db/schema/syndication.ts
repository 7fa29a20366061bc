import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { articles } from "./articles.ts";
import { id, reference, timestamptz } from "./columns.ts";
import { members } from "./members.ts";
import { authors, categories, sources } from "./taxonomy.ts";

/** `removed`: nothing is fetched any more. The row stays, so that the same feed added again brings no item twice. */
export type FeedStatus = "active" | "paused" | "gone" | "removed";
/** `draft`: items wait in the inbox. `publish`: they are published when they arrive. */
export type FeedPublication = "draft" | "publish";
export type FeedBody = "excerpt" | "full";
/** `noindex`: search engines do not index the article. `canonical`: it names the original as its canonical address. */
export type FeedIndexing = "noindex" | "canonical";
/** What happens when the source edits a published item: an editor reviews it, or it is applied. */
export type FeedEditPolicy = "review" | "apply";
export type FeedDeletionPolicy = "review" | "withdraw";

/** A category of the feed and what it becomes here. Merged categories are resolved when an article is made. */
export interface FeedTermMapping {
  /** As the feed writes it; compared without case and accents. */
  term: string;
  categoryId: number | null;
  /** A tag's name. */
  tag: string | null;
}

/** Subscribed feeds of other sites, each with its policy. Several feeds may belong to one source. */
export const feeds = pgTable(
  "feeds",
  {
    id: id(),
    sourceId: reference()
      .notNull()
      .references(() => sources.id, { onDelete: "restrict" }),
    /** The address that is fetched; a permanent redirect replaces it. */
    url: text().notNull(),
    /** The normalised address: one feed under two addresses is subscribed once. */
    urlKey: text().notNull(),
    /** The address before a move to another site that no editor has confirmed yet; meanwhile the feed's items wait. Null: none. */
    movedFrom: text(),
    movedAt: timestamptz(),
    /** The feed's own title. */
    title: text().notNull().default(""),
    status: text().$type<FeedStatus>().notNull().default("active"),
    publication: text().$type<FeedPublication>().notNull().default("draft"),
    body: text().$type<FeedBody>().notNull().default("excerpt"),
    indexing: text().$type<FeedIndexing>().notNull().default("noindex"),
    editPolicy: text().$type<FeedEditPolicy>().notNull().default("review"),
    deletionPolicy: text().$type<FeedDeletionPolicy>().notNull().default("review"),
    /** Whether pictures are copied to the library, with credit. */
    pictures: boolean().notNull().default(true),
    /** BCP 47; empty: as the feed declares. */
    language: text().notNull().default(""),
    categoryId: reference().references(() => categories.id, { onDelete: "set null" }),
    termMappings: jsonb().$type<FeedTermMapping[]>().notNull().default([]),
    /** The byline of its articles; null: none. */
    authorId: reference().references(() => authors.id, { onDelete: "set null" }),
    /** Items with one of these words in title or text are blocked. One per line. */
    blockedWords: text().notNull().default(""),
    /** Items of these authors are blocked. One per line. */
    blockedAuthors: text().notNull().default(""),
    /** Minutes between two fetches; null: adapted to how often the feed changes. */
    intervalMinutes: integer(),
    createdBy: reference().references(() => members.id, { onDelete: "set null" }),
    createdAt: timestamptz().notNull().defaultNow(),
    updatedAt: timestamptz().notNull().defaultNow(),
    /** Incremented by each change of the policy; a form based on another version is refused. */
    version: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex("feeds_url_key_idx").on(t.urlKey),
    index("feeds_source_id_idx").on(t.sourceId),
    index("feeds_category_id_idx").on(t.categoryId),
    index("feeds_author_id_idx").on(t.authorId),
    index("feeds_created_by_idx").on(t.createdBy),
    check("feeds_status", sql`${t.status} in ('active', 'paused', 'gone', 'removed')`),
    check("feeds_publication", sql`${t.publication} in ('draft', 'publish')`),
    check("feeds_body", sql`${t.body} in ('excerpt', 'full')`),
    check("feeds_indexing", sql`${t.indexing} in ('noindex', 'canonical')`),
    check("feeds_edit_policy", sql`${t.editPolicy} in ('review', 'apply')`),
    check("feeds_deletion_policy", sql`${t.deletionPolicy} in ('review', 'withdraw')`),
    check("feeds_interval", sql`${t.intervalMinutes} between 5 and 10080`),
  ],
);

/** Why the last fetch failed. `code` is a message key below `sources.failures`. */
export interface FeedFailure {
  code: string;
  /** The HTTP status. */
  status?: number;
  /** Where the document is damaged, from 1. */
  line?: number;
  column?: number;
  /** The parser's message, in English. */
  detail?: string;
}

/** The state of fetching a feed, apart from its policy because it changes with each fetch. */
export const feedStates = pgTable(
  "feed_states",
  {
    feedId: reference()
      .primaryKey()
      .references(() => feeds.id, { onDelete: "cascade" }),
    /** When it is fetched next; null: never (paused, gone, removed). While it is being fetched: the end of the claim. */
    nextAt: timestamptz().defaultNow(),
    /** Identifies the claim of the process that fetches it. */
    claim: text(),
    etag: text(),
    lastModified: text(),
    /** Hash of the last body, for servers without validators. */
    bodyHash: text(),
    fetchedAt: timestamptz(),
    succeededAt: timestamptz(),
    /** When it last had a new or changed item. */
    changedAt: timestamptz(),
    /** Consecutive failures. */
    failures: integer().notNull().default(0),
    failure: jsonb().$type<FeedFailure>(),
    /** The adaptive interval. */
    intervalSeconds: integer().notNull().default(3600),
    /** The feed's WebSub hub and topic (its `self` address), as it declares them. */
    hubUrl: text(),
    selfUrl: text(),
  },
  (t) => [index("feed_states_next_at_idx").on(t.nextAt).where(sql`next_at is not null`)],
);

/** Figures of a feed per day (UTC), for its chart. Deleted after 90 days. */
export const feedDays = pgTable(
  "feed_days",
  {
    feedId: reference()
      .notNull()
      .references(() => feeds.id, { onDelete: "cascade" }),
    day: date({ mode: "string" }).notNull(),
    fetches: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    failures: integer().notNull().default(0),
    /** New items. */
    items: integer().notNull().default(0),
    bytes: bigint({ mode: "number" }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.feedId, t.day] }), index("feed_days_day_idx").on(t.day)],
);

/**
 * `waiting`: in the inbox. `drafted`, `published`: an article was made of it. `merged`: another item has the same text. `skipped`: by an
 * editor. `blocked`: by a word or an author. `expired`: nobody decided in time.
 */
export type FeedItemState = "waiting" | "drafted" | "published" | "merged" | "skipped" | "blocked" | "expired";

/** A change at the source after an article was made of the item. */
export type SourceChange = "edited" | "deleted";

/** Why an item is a duplicate of another one, for editors. */
export interface ItemLikeness {
  reason: "address" | "text";
  /** From 0 to 1. */
  score: number;
  /** Sentences that both have, for editors; a few. */
  shared?: string[];
}

/** A picture that an item shows. */
export interface ItemPicture {
  url: string;
  alt: string;
  credit: string;
  /** The picture in the library, once it was fetched; null: it could not be fetched. Absent: not tried yet. */
  mediaId?: string | null;
  /** Plain text. */
  caption?: string;
  /** How many blocks of the body precede it; absent: the feed lists it beside the text. */
  block?: number;
}

/** The items of feeds. Never deleted, so that no item comes twice; texts of undecided ones are cleared after a time. */
export const feedItems = pgTable(
  "feed_items",
  {
    id: id(),
    feedId: reference()
      .notNull()
      .references(() => feeds.id, { onDelete: "cascade" }),
    /** The item's GUID, or else its normalised address, or else a hash of its content; a hash if it is long. */
    guidKey: text().notNull(),
    /** The original address; empty if the feed has none. */
    url: text().notNull(),
    /** The normalised address; empty if it has none. */
    urlKey: text().notNull(),
    title: text().notNull(),
    /** The original author's name, or several, as written. */
    author: text().notNull().default(""),
    language: text().notNull().default(""),
    /** The feed's categories. */
    terms: jsonb().$type<string[]>().notNull().default([]),
    /** Plain text. */
    excerpt: text().notNull().default(""),
    /** Allowlisted HTML without pictures that are not in the library. */
    bodyHtml: text().notNull().default(""),
    pictures: jsonb().$type<ItemPicture[]>().notNull().default([]),
    /** As the feed says; a date in the future counts as the time of the fetch. */
    publishedAt: timestamptz().notNull(),
    /** The date as written, if the one above differs from it. */
    declaredDate: text().notNull().default(""),
    /** When it was first fetched. */
    fetchedAt: timestamptz().notNull().defaultNow(),
    /** Hash of title, text and pictures. */
    contentHash: text().notNull(),
    /** The item as the feed wrote it. */
    raw: text().notNull().default(""),
    /** Sketch of the text for the comparison with other items. */
    sketch: integer().array(),
    /** Bands of the sketch (locality-sensitive hashing): near-equal texts share at least one. */
    bands: bigint({ mode: "number" }).array(),
    state: text().$type<FeedItemState>().notNull().default("waiting"),
    /** The first item with the same text. Never itself a duplicate. */
    duplicateOfId: reference().references((): AnyPgColumn => feedItems.id, { onDelete: "set null" }),
    likeness: jsonb().$type<ItemLikeness>(),
    /** The article made of it or of the item that it duplicates. */
    articleId: reference().references(() => articles.id, { onDelete: "set null" }),
    /** The content that the article was made of. */
    publishedHash: text(),
    /** Hash of the article's content as it was made of the item. If the article's differs, an editor changed it here. */
    articleHash: text(),
    /** Why the policy could not publish it: a message key below `errors`. It then waits in the inbox. */
    refusal: text(),
    sourceChange: text().$type<SourceChange>(),
    /** When the feed first left it out and its address answered that there is nothing; a second look decides. */
    missingAt: timestamptz(),
    decidedAt: timestamptz(),
  },
  (t) => [
    unique("feed_items_guid_key").on(t.feedId, t.guidKey),
    index("feed_items_url_key_idx").on(t.urlKey).where(sql`url_key <> ''`),
    index("feed_items_article_id_idx").on(t.articleId).where(sql`article_id is not null`),
    index("feed_items_duplicate_of_id_idx").on(t.duplicateOfId).where(sql`duplicate_of_id is not null`),
    index("feed_items_waiting_idx").on(t.publishedAt.desc(), t.id.desc()).where(sql`state = 'waiting'`),
    index("feed_items_waiting_feed_idx").on(t.feedId, t.publishedAt.desc(), t.id.desc()).where(sql`state = 'waiting'`),
    index("feed_items_source_change_idx").on(t.id.desc()).where(sql`source_change is not null`),
    index("feed_items_feed_id_idx").on(t.feedId, t.publishedAt.desc(), t.id.desc()),
    // For the hourly clearing: what was cleared leaves them.
    index("feed_items_uncleared_idx").on(t.fetchedAt).where(sql`raw <> ''`),
    index("feed_items_sketched_idx").on(t.fetchedAt).where(sql`sketch is not null`),
    // Without the list of pending entries, which each of the hundreds of searches of a document would read whole.
    index("feed_items_bands_idx").using("gin", t.bands).with({ fastupdate: false }),
    check(
      "feed_items_state",
      sql`${t.state} in ('waiting', 'drafted', 'published', 'merged', 'skipped', 'blocked', 'expired')`,
    ),
    check("feed_items_source_change", sql`${t.sourceChange} in ('edited', 'deleted')`),
    check("feed_items_not_self", sql`${t.duplicateOfId} <> ${t.id}`),
  ],
);

/** Earlier contents of an item that its source edited. Rows are only added. */
export const feedItemVersions = pgTable(
  "feed_item_versions",
  {
    id: id(),
    itemId: reference()
      .notNull()
      .references(() => feedItems.id, { onDelete: "cascade" }),
    contentHash: text().notNull(),
    title: text().notNull(),
    excerpt: text().notNull(),
    bodyHtml: text().notNull(),
    raw: text().notNull(),
    /** When it was replaced. */
    replacedAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [index("feed_item_versions_item_id_idx").on(t.itemId, t.id.desc())],
);

export type ItemAction =
  | "publish"
  | "draft"
  | "merge"
  | "skip"
  | "block"
  | "apply"
  | "ignore"
  | "withdraw"
  | "split"
  | "undo";

/** What an item was before a decision, so that it can be undone. */
export interface ItemBefore {
  state: FeedItemState;
  articleId: number | null;
  duplicateOfId: number | null;
  sourceChange: SourceChange | null;
}

/** Decisions about items, of editors and of policies. Rows are only added. */
export const feedItemDecisions = pgTable(
  "feed_item_decisions",
  {
    id: id(),
    itemId: reference().notNull(),
    /** The member who decided; null: a policy. */
    memberId: reference(),
    action: text().$type<ItemAction>().notNull(),
    /** The key of the request: decisions of one bulk action share it, and a repeated request decides once. */
    batchKey: text().notNull(),
    before: jsonb().$type<ItemBefore>().notNull(),
    /** What the action was given: the item or article merged into, the blocked word. */
    detail: jsonb().$type<Record<string, string | number>>().notNull().default({}),
    createdAt: timestamptz().notNull().defaultNow(),
  },
  (t) => [
    index("feed_item_decisions_item_id_idx").on(t.itemId, t.id.desc()),
    index("feed_item_decisions_member_id_idx").on(t.memberId, t.id.desc()),
    unique("feed_item_decisions_batch").on(t.batchKey, t.itemId, t.action),
    check(
      "feed_item_decisions_action",
      sql`${t.action} in ('publish', 'draft', 'merge', 'skip', 'block', 'apply', 'ignore', 'withdraw', 'split', 'undo')`,
    ),
  ],
);

/** Subscriptions to WebSub hubs, so that changes arrive without polling. */
export const websubSubscriptions = pgTable(
  "websub_subscriptions",
  {
    feedId: reference()
      .primaryKey()
      .references(() => feeds.id, { onDelete: "cascade" }),
    /** The last part of the callback's address, random. */
    key: text().notNull().unique(),
    hubUrl: text().notNull(),
    topicUrl: text().notNull(),
    /** The secret with which the hub signs its announcements. */
    secret: text().notNull(),
    state: text().$type<"pending" | "active" | "denied">().notNull().default("pending"),
    requestedAt: timestamptz().notNull().defaultNow(),
    /** When the lease that the hub granted ends. */
    expiresAt: timestamptz(),
    lastPingAt: timestamptz(),
  },
  (t) => [check("websub_subscriptions_state", sql`${t.state} in ('pending', 'active', 'denied')`)],
);
