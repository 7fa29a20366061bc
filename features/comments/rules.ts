import { discussionPath } from "#features/articles/rules.ts";
import type { CompactNode } from "#lib/prose/compact-tree.ts";

/** Uses allowed within a time (seconds), per member, and for posting also per client network. */
export const commentRateLimits = {
  /** Enough for a lively discussion; pasting the same text everywhere exceeds it. */
  post: { name: "comments.member", points: 10, seconds: 300 },
  postPerNetwork: { name: "comments.network", points: 40, seconds: 300, perProcess: true as const },
  /** Previews, per client network: each is parsed as a comment, and stores nothing. */
  preview: { name: "comments.preview", points: 60, seconds: 300, perProcess: true as const },
  /** Edits, deletions and restorations. */
  change: { name: "comments.change", points: 30, seconds: 300 },
  /** A reader of a long discussion likes many comments; only a program exceeds this. */
  react: { name: "comments.react", points: 60, seconds: 60 },
};

/** A text as it would be published. */
export interface CommentPreview {
  preview: CompactNode[];
  /** What was typed, for a page that is rendered again with it. */
  text: string;
}

/** Whether the result of a comment form is a preview. */
export function isCommentPreview(value: object | undefined): value is CommentPreview {
  return value !== undefined && "preview" in value;
}

/** The new comments that one request of `/api/new-comments` or a reconnected `/api/live` gets. */
export const newCommentsPerRequest = 100;

/** The list of discussions by their newest comment. */
export const discussionsPath = "/discussions";

/** The threads on one page of an article's comments. The article shows the first page. */
export const threadsPerPage = 20;

/** The deepest nesting that a page of threads shows, so that the text stays readable on a phone; deeper replies have their own pages. */
export const maxReplyDepth = 4;

/** The most comments of one thread on a page of threads; the rest is on the thread's own pages. */
export const maxCommentsPerThread = 100;

/** The comments on one page of a thread, or of a comment's replies. */
export const commentsPerBranchPage = 500;

/** The orders of an article's threads. The first is the default and has no name in the URL. */
export const threadSorts = ["oldest", "newest", "best"] as const;
export type ThreadSort = (typeof threadSorts)[number];

/** The comments on one page of a member's profile. */
export const commentsPerProfilePage = 20;

interface TreeRow {
  id: number;
  parentId: number | null;
}

export type Threaded<T> = T & { replies: Threaded<T>[] };

/** Builds trees from the comments of whole threads, parents before replies. A comment whose parent is missing becomes a root. */
export function buildTree<T extends TreeRow>(rows: T[]): Threaded<T>[] {
  const nodes = new Map<number, Threaded<T>>(rows.map((row) => [row.id, { ...row, replies: [] }]));
  const roots: Threaded<T>[] = [];
  for (const node of nodes.values()) {
    const parent = node.parentId === null ? undefined : nodes.get(node.parentId);
    (parent ? parent.replies : roots).push(node);
  }
  return roots;
}

/** Removes hidden comments without a visible reply at any depth; keeps hidden ones above a visible reply. */
export function pruneTree<T extends { hidden: boolean }>(nodes: Threaded<T>[]): Threaded<T>[] {
  return nodes.flatMap((node) => {
    const replies = pruneTree(node.replies);
    return node.hidden && replies.length === 0 ? [] : [{ ...node, replies }];
  });
}

const day = 86_400_000;

/**
 * Whether an article's discussion is closed: manually, or a number of days after publication (0: never by age). The article's own number of
 * days overrides the site's.
 */
export function isThreadClosed(
  article: { policy: string; publishedAt: Date | null; closeAfterDays: number | null },
  siteDays: number,
  now: Date,
): boolean {
  if (article.policy === "closed") return true;
  const closeAfterDays = article.closeAfterDays ?? siteDays;
  return (
    closeAfterDays > 0 &&
    article.publishedAt !== null &&
    now.getTime() - article.publishedAt.getTime() > closeAfterDays * day
  );
}

/** How long an author may edit a comment after posting it, in minutes. */
export const editMinutes = 5;

/** Whether the author can still edit a comment. */
export function isEditable(createdAt: Date, now: Date): boolean {
  return now.getTime() - createdAt.getTime() <= editMinutes * 60_000;
}

/** How long an author may undo the deletion of a comment, in minutes. Its text is then erased. */
export const undoDeletionMinutes = 5;

/**
 * Returns where readers see a comment, with its anchor: the article for the first threads, else the page of its thread, or the comment's
 * own page if it has one because it is too deep or too late in its thread.
 */
export function commentPath(slug: string, thread: number, id: number, hasSeparatePage = false): string {
  if (hasSeparatePage) return `${branchPath(slug, id)}#comment-${id}`;
  const page = Math.ceil(thread / threadsPerPage);
  return page <= 1
    ? `${discussionPath(slug)}#comment-${id}`
    : `${discussionPath(slug)}/comments?page=${page}#comment-${id}`;
}

/** Returns the reply page of a comment, used without JavaScript and before signing in. */
export function replyPath(id: number): string {
  return `/comments/${id}?reply#reply`;
}

/** Returns the address that leads to a comment in its place, wherever it is by then, or says that it is gone. */
export function contextPath(id: number): string {
  return `/comments/${id}?context`;
}

/** Returns the page of a comment and its replies; with `after`, the page of its thread after that comment. */
export function branchPath(slug: string, id: number, after?: number): string {
  return `${discussionPath(slug)}/comments/${id}${after === undefined ? "" : `?after=${after}`}`;
}

/** Returns the URL of the discussion in an order; the default order has no name in it. */
export function sortedThreadsPath(slug: string, sort: ThreadSort): string {
  return `${discussionPath(slug)}/comments${sort === "oldest" ? "" : `?sort=${sort}`}`;
}

/** Returns the highest id in trees of comments; `least` if none is higher. */
export function findNewestId(nodes: readonly Threaded<{ id: number }>[], least = 0): number {
  return nodes.reduce((newest, { id, replies }) => findNewestId(replies, Math.max(newest, id)), least);
}

/** Returns the newest visible comment in trees of comments: by date, because imported comments have other ids. */
export function findNewest<T extends { createdAt: Date; hidden: boolean }>(
  nodes: readonly Threaded<T>[],
): Threaded<T> | undefined {
  return nodes
    .flatMap((node) => [node.hidden ? undefined : node, findNewest(node.replies)])
    .reduce((newest, node) => (node && !(newest && newest.createdAt > node.createdAt) ? node : newest), undefined);
}

/** Counts the replies to a comment at any depth. */
export function countReplies<T>(node: Threaded<T>): number {
  return node.replies.reduce((sum, reply) => sum + 1 + countReplies(reply), 0);
}

/** Counts the visible comments in trees, down to a depth. */
export function countVisible<T extends { hidden: boolean }>(nodes: readonly Threaded<T>[], depth = Infinity): number {
  if (depth < 0) return 0;
  return nodes.reduce((sum, { hidden, replies }) => sum + Number(!hidden) + countVisible(replies, depth - 1), 0);
}

/** The replies to a comment that a page of threads shows outside its fold. */
export const unfoldedReplies = 2;

/** The z value of a 95 % confidence interval. */
const wilsonZ = 1.96;

/**
 * Returns the lower bound of Wilson's confidence interval for the share of `positive` among `trials`: between 0 and 1, low while there are
 * few trials (E. B. Wilson, 1927). 0 without trials.
 */
export function wilsonLowerBound(positive: number, trials: number): number {
  if (trials <= 0 || positive <= 0) return 0;
  const share = Math.min(1, positive / trials);
  const margin = wilsonZ * Math.sqrt((share * (1 - share) + (wilsonZ * wilsonZ) / (4 * trials)) / trials);
  return Math.max(0, (share + (wilsonZ * wilsonZ) / (2 * trials) - margin) / (1 + (wilsonZ * wilsonZ) / trials));
}

/** Returns both bounds of that interval. Without trials it is the whole range. */
export function wilsonInterval(positive: number, trials: number): { low: number; high: number } {
  return trials <= 0
    ? { low: 0, high: 1 }
    : { low: wilsonLowerBound(positive, trials), high: 1 - wilsonLowerBound(trials - positive, trials) };
}

/**
 * Returns the "best" order of the threads from 1 to the last one with a reaction, as a list of thread numbers; later threads keep their
 * places. The trials of a first comment are the members who reacted to anything in the discussion after it was posted, so its age alone
 * gives no advantage. Ties: more reactions first, then the older thread.
 */
export function rankThreads(
  firstComments: { thread: number; at: number; reactions: number }[],
  /** The time of each member's last reaction in the discussion. */
  lastReactions: number[],
): number[] {
  const sorted = lastReactions.toSorted((a, b) => a - b);
  const scored = firstComments
    .filter(({ reactions }) => reactions > 0)
    .map((first) => {
      const trials = sorted.length - countBelow(sorted, first.at);
      return { ...first, bound: wilsonLowerBound(first.reactions, Math.max(trials, first.reactions)) };
    })
    .sort((a, b) => b.bound - a.bound || b.reactions - a.reactions || a.thread - b.thread);
  const last = Math.max(0, ...scored.map(({ thread }) => thread));
  const ranked = new Set(scored.map(({ thread }) => thread));
  const unranked = Array.from({ length: last }, (_, n) => n + 1).filter((thread) => !ranked.has(thread));
  return [...ranked, ...unranked];
}

/** Counts the ascending values below `limit`. */
function countBelow(ascending: number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The key that the comment form carries until a script replaces it. */
export const scriptlessKey = "without-script";

/** The topic of live messages about an article's discussion. */
export const liveTopic = (articleId: number) => `article:${articleId}`;

/** About four lines on a wide screen, in characters. */
const maxExcerptLength = 320;

/** Returns the beginning of a comment's text as one paragraph, truncated between words after `maxLength` characters. */
export function createExcerpt(text: string, maxLength = maxExcerptLength): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= maxLength) return line;
  const cut = line.slice(0, maxLength);
  const end = cut.lastIndexOf(" ");
  return `${(end > maxLength / 2 ? cut.slice(0, end) : cut).replace(/(?<![\s,;:.…\ud800-\udbff])[\s,;:.…\ud800-\udbff]+$/, "")}…`;
}

/** The length of a quoted sentence, in characters: a short one gets the next one beside it, a long one is truncated. */
const minSentenceLength = 50;
const maxSentenceLength = 150;

/** Returns the first sentence of a comment, to quote it elsewhere. */
export function createQuote(text: string, locale: string): string {
  const sentences = new Intl.Segmenter(locale, { granularity: "sentence" }).segment(createExcerpt(text));
  let quote = "";
  for (const { segment } of sentences) {
    if (quote !== "" && (quote.length >= minSentenceLength || quote.length + segment.length > maxSentenceLength)) break;
    quote += segment;
  }
  return createExcerpt(quote, maxSentenceLength);
}
