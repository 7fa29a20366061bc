/** Threads on one page of an article's comments: the article shows the first page. */
export const threadsPerPage = 20;

/** Replies are drawn no deeper than this, so that the text stays readable on a phone; deeper ones have a page of their own. */
export const maxReplyDepth = 4;

/** So many comments of one thread stand on a page of threads; the rest is on the thread's own pages. */
export const maxCommentsPerThread = 100;

/** Comments on one page of a thread, or of what hangs below a comment. */
export const commentsPerBranchPage = 500;

/** The orders of an article's threads. The first is the one without a name in the address. */
export const threadSorts = ["oldest", "newest", "best"] as const;
export type ThreadSort = (typeof threadSorts)[number];

/** Comments on one page of a member's profile. */
export const commentsPerProfilePage = 20;

interface TreeRow {
  id: number;
  parentId: number | null;
}

export type Threaded<T> = T & { replies: Threaded<T>[] };

/** Comments of whole threads, parents before replies, as trees. One whose parent is not among them becomes a root. */
export function buildTree<T extends TreeRow>(rows: T[]): Threaded<T>[] {
  const nodes = new Map<number, Threaded<T>>(rows.map((row) => [row.id, { ...row, replies: [] }]));
  const roots: Threaded<T>[] = [];
  for (const node of nodes.values()) {
    const parent = node.parentId === null ? undefined : nodes.get(node.parentId);
    (parent ? parent.replies : roots).push(node);
  }
  return roots;
}

/** Leaves out what is hidden and has nothing visible below it; what is hidden above a visible reply keeps its place. */
export function pruneTree<T extends { hidden: boolean }>(nodes: Threaded<T>[]): Threaded<T>[] {
  return nodes.flatMap((node) => {
    const replies = pruneTree(node.replies);
    return node.hidden && replies.length === 0 ? [] : [{ ...node, replies }];
  });
}

const day = 86_400_000;

/** Whether an article takes no more comments: by hand, or so many days after its publication (0: never by age). Its own number of days goes before the site's. */
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

/** How long an author may change a comment after posting it, in minutes. */
export const editMinutes = 5;

/** Whether a comment can still be changed by its author. */
export function isEditable(createdAt: Date, now: Date): boolean {
  return now.getTime() - createdAt.getTime() <= editMinutes * 60_000;
}

/** How long an author may undo the deletion of a comment, in minutes. Then its text is erased. */
export const undoDeletionMinutes = 5;

/**
 * Where readers see a comment: the article's own page for the first threads, else the page of its thread, with its anchor; `apart`: the
 * page of the comment itself, because it stands too deep or too late in its thread for a page of threads.
 */
export function commentPath(slug: string, thread: number, id: number, apart = false): string {
  if (apart) return `${branchPath(slug, id)}#comment-${id}`;
  const page = Math.ceil(thread / threadsPerPage);
  return page <= 1 ? `/articles/${slug}#comment-${id}` : `/articles/${slug}/comments?page=${page}#comment-${id}`;
}

/** The reply page of a comment, used without JavaScript and before signing in. */
export function replyPath(id: number): string {
  return `/comments/${id}?reply#reply`;
}

/** The page of a comment and what hangs below it; `after`: what its thread holds after that comment. */
export function branchPath(slug: string, id: number, after?: number): string {
  return `/articles/${slug}/comments/${id}${after === undefined ? "" : `?after=${after}`}`;
}

/** The discussion in one order; the usual one has no name in the address. */
export function sortedThreadsPath(slug: string, sort: ThreadSort): string {
  return `/articles/${slug}/comments${sort === "oldest" ? "" : `?sort=${sort}`}`;
}

/** How many replies hang below a comment, at any depth. */
export function countReplies<T>(node: Threaded<T>): number {
  return node.replies.reduce((sum, reply) => sum + 1 + countReplies(reply), 0);
}

/** 95 %: the usual width. */
const wilsonZ = 1.96;

/**
 * The lower bound of Wilson's confidence interval for the share of `positive` among `trials`: between 0 and 1, low while little is known
 * (E. B. Wilson, 1927). 0 without trials.
 */
export function wilsonLowerBound(positive: number, trials: number): number {
  if (trials <= 0 || positive <= 0) return 0;
  const share = Math.min(1, positive / trials);
  const spread = wilsonZ * Math.sqrt((share * (1 - share) + (wilsonZ * wilsonZ) / (4 * trials)) / trials);
  return Math.max(0, (share + (wilsonZ * wilsonZ) / (2 * trials) - spread) / (1 + (wilsonZ * wilsonZ) / trials));
}

/**
 * The "best" order of the threads 1 to the last one with a reaction, as a list of thread numbers; every later thread keeps its place.
 * A first comment's trials are the members who reacted to anything in the discussion once it stood there: they could have chosen it, so
 * an old comment gains nothing by its age alone. Ties: more reactions, then the older thread.
 */
export function rankThreads(
  firsts: { thread: number; at: number; reactions: number }[],
  /** When each member who reacts in this discussion last did. */
  lastReactions: number[],
): number[] {
  const sorted = lastReactions.toSorted((a, b) => a - b);
  const scored = firsts
    .filter(({ reactions }) => reactions > 0)
    .map((first) => {
      const trials = sorted.length - countBelow(sorted, first.at);
      return { ...first, bound: wilsonLowerBound(first.reactions, Math.max(trials, first.reactions)) };
    })
    .sort((a, b) => b.bound - a.bound || b.reactions - a.reactions || a.thread - b.thread);
  const last = Math.max(0, ...scored.map(({ thread }) => thread));
  const ahead = new Set(scored.map(({ thread }) => thread));
  const rest = Array.from({ length: last }, (_, n) => n + 1).filter((thread) => !ahead.has(thread));
  return [...ahead, ...rest];
}

/** How many of the ascending values are below `limit`. */
function countBelow(ascending: number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What the comment form carries instead of a key until a script has given it one. */
export const scriptlessKey = "without-script";

/** What readers of an article's discussion are told about. */
export const liveTopic = (articleId: number) => `article:${articleId}`;

/** About four lines on a wide screen. */
const maxExcerptLength = 320;

/** How a comment's text begins, in one paragraph, cut between words. */
export function createExcerpt(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= maxExcerptLength) return line;
  const cut = line.slice(0, maxExcerptLength);
  const end = cut.lastIndexOf(" ");
  return `${(end > maxExcerptLength / 2 ? cut.slice(0, end) : cut).replace(/(?<![\s,;:.…\ud800-\udbff])[\s,;:.…\ud800-\udbff]+$/, "")}…`;
}
