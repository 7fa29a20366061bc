import { isDiscussionPath } from "#features/articles/rules.ts";
import { newCommentsPerRequest } from "../rules.ts";

/** A comment that is new to the reader. `address`: where it is, if it is not on this page. */
export interface UnreadItem {
  id: number;
  address?: string;
}

/** A new comment on another page of the discussion, as `/api/new-comments` lists it. */
export interface NewCommentElsewhere {
  id: number;
  thread: number;
  address: string;
  /** The handle of its author. */
  by: string | null;
}

export interface UnreadList {
  items: UnreadItem[];
  /** The place between the items of the earlier pages and those of this page: the index of the last earlier one, -1 without any. */
  start: number;
}

/**
 * Arranges the new comments of a discussion in reading order: earlier pages, this page, later pages.
 * @param onPage the new comments of this page, in its order
 * @param elsewhere all new ones that the server knows, by thread; those of this page are left out
 * @param firstThread the first thread of this page; null if its order is not that of the threads' numbers: all others are then later
 */
export function arrangeUnread(
  onPage: readonly number[],
  elsewhere: readonly NewCommentElsewhere[],
  firstThread: number | null,
): UnreadList {
  const here = new Set(onPage);
  const others = elsewhere.filter(({ id }) => !here.has(id));
  const isEarlier = ({ thread }: NewCommentElsewhere) => firstThread !== null && thread < firstThread;
  const toItem = ({ id, address }: NewCommentElsewhere): UnreadItem => ({ id, address });
  const earlier = others.filter(isEarlier).map(toItem);
  const later = others.filter((comment) => !isEarlier(comment)).map(toItem);
  return { items: [...earlier, ...onPage.map((id) => ({ id })), ...later], start: earlier.length - 1 };
}

/** The first unread item after a position; without any, the first one that was skipped. Undefined if all are read. */
export function chooseNextUnread(
  items: readonly UnreadItem[],
  position: number,
  read: ReadonlySet<number>,
): UnreadItem | undefined {
  const isUnread = ({ id }: UnreadItem) => !read.has(id);
  return items.slice(position + 1).find(isUnread) ?? items.slice(0, position + 1).find(isUnread);
}

/** The requests for one list: a reader who was away for longer finds the rest on the pages themselves. */
const maxRequests = 10;

/** Requests the new comments after `since`, batch by batch, and returns them by thread. */
export async function listAllNewComments(
  request: (since: number) => Promise<NewCommentElsewhere[]>,
  since: number,
): Promise<NewCommentElsewhere[]> {
  const all: NewCommentElsewhere[] = [];
  for (let after = since, count = 0; count < maxRequests; count += 1) {
    const batch = await request(after);
    all.push(...batch);
    if (batch.length < newCommentsPerRequest) break;
    after = Math.max(...batch.map(({ id }) => id));
  }
  return all.sort((a, b) => a.thread - b.thread || a.id - b.id);
}

/** Parses the response of `/api/new-comments`. Its addresses are followed: only within this site. */
export function parseNewComments(response: unknown): NewCommentElsewhere[] {
  return Array.isArray(response) ? response.filter(isNewComment) : [];
}

function isNewComment(value: unknown): value is NewCommentElsewhere {
  if (typeof value !== "object" || value === null) return false;
  if (!("id" in value && "thread" in value && "address" in value && "by" in value)) return false;
  const { id, thread, address, by } = value;
  const isAddress = typeof address === "string" && isDiscussionPath(address);
  return typeof id === "number" && typeof thread === "number" && isAddress && (by === null || typeof by === "string");
}
