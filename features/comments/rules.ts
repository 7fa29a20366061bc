/** Threads on one page of an article's comments: the article shows the first page. */
export const threadsPerPage = 20;

/** Replies are drawn no deeper than this; deeper ones stand at this depth, so that the text stays readable on a phone. */
export const deepestDrawn = 3;

export interface Placed {
  id: number;
  parentId: number | null;
}

export type Threaded<T> = T & { replies: Threaded<T>[] };

/** Comments of whole threads, parents before replies, as trees. One whose parent is not among them becomes a root. */
export function treeOf<T extends Placed>(rows: T[]): Threaded<T>[] {
  const nodes = new Map<number, Threaded<T>>(rows.map((row) => [row.id, { ...row, replies: [] }]));
  const roots: Threaded<T>[] = [];
  for (const node of nodes.values()) {
    const parent = node.parentId === null ? undefined : nodes.get(node.parentId);
    (parent ? parent.replies : roots).push(node);
  }
  return roots;
}

/** Leaves out what is hidden and has nothing visible below it; what is hidden above a visible reply keeps its place. */
export function pruned<T extends { hidden: boolean }>(nodes: Threaded<T>[]): Threaded<T>[] {
  return nodes.flatMap((node) => {
    const replies = pruned(node.replies);
    return node.hidden && replies.length === 0 ? [] : [{ ...node, replies }];
  });
}

const day = 86_400_000;

/** Whether an article takes no more comments: by hand, or so many days after its publication (0: never by age). */
export function isClosed(
  article: { policy: string; publishedAt: Date | null },
  closeAfterDays: number,
  now: Date,
): boolean {
  if (article.policy === "closed") return true;
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
/** Where readers see a comment: the article's own page for the first threads, else the page of its thread; with its anchor. */
export function commentAddress(slug: string, thread: number, id: number): string {
  const page = Math.ceil(thread / threadsPerPage);
  return page <= 1 ? `/articles/${slug}#comment-${id}` : `/articles/${slug}/comments?page=${page}#comment-${id}`;
}

/** What the comment form carries instead of a key until a script has given it one. */
export const scriptlessKey = "without-script";
