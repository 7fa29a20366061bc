import { searchWords } from "#lib/html/clean-text.ts";
import { parseId } from "#lib/ids.ts";

/** What the queue can show; the first is what the address without a name means. */
export const queueTabs = ["review", "reported", "pending", "spam", "all"] as const;
export type QueueTab = (typeof queueTabs)[number];

/** Items on one page. */
export const itemsPerPage = 25;
/** Longest text that is searched for: beyond it nobody reads what was typed either. */
export const maxSearchLength = 100;
/** Where what is looked for has no index of its own, so many comments are looked through for one page. */
export const scanLimit = 2_000;

/** Where a page ends, as its last item's place in the view's order: two numbers. */
export type QueueCursor = readonly [number, number];

/** A place of the queue: what its address says. */
export interface QueueFilter {
  tab: QueueTab;
  article?: number | undefined;
  member?: number | undefined;
  /** One comment alone, whatever the view: where a link from the comment itself leads. */
  comment?: number | undefined;
  q?: string | undefined;
  after?: QueueCursor | undefined;
  /** The longest waiting first. */
  oldest: boolean;
}

type SearchParams = Record<string, string | string[] | undefined>;

/** Reads an address. Whatever it says becomes a place: an unknown view is the first, an unknown cursor the beginning, a long search its beginning. */
export function parseQueueFilter(params: SearchParams): QueueFilter {
  const one = (name: string) => {
    const value = params[name];
    return typeof value === "string" ? value : undefined;
  };
  const tab = queueTabs.find((name) => name === one("view")) ?? queueTabs[0];
  const q = searchWords(one("q"), maxSearchLength);
  return {
    tab,
    article: parseId(one("article")),
    member: parseId(one("member")),
    comment: parseId(one("comment")),
    q: q === "" ? undefined : q,
    after: parseQueueCursor(one("after")),
    oldest: one("order") === "oldest",
  };
}

export function parseQueueCursor(text: string | undefined): QueueCursor | undefined {
  const found = /^(\d{1,14})\.(\d{1,15})$/.exec(text ?? "");
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

export const formatQueueCursor = (cursor: QueueCursor) => cursor.join(".");

/** The address of a place. */
export function queueHref({ tab, article, member, comment, q, after, oldest }: Partial<QueueFilter>): string {
  const search = new URLSearchParams();
  if (tab && tab !== queueTabs[0]) search.set("view", tab);
  if (article) search.set("article", String(article));
  if (member) search.set("member", String(member));
  if (comment) search.set("comment", String(comment));
  if (q) search.set("q", q);
  if (oldest) search.set("order", "oldest");
  if (after) search.set("after", formatQueueCursor(after));
  const text = search.toString();
  return `/admin/moderation${text === "" ? "" : `?${text}`}`;
}

/** Whether an address is the page of the queue itself. */
export function isQueuePath(address: string | undefined): address is string {
  return address !== undefined && /^\/admin\/moderation(?:[?#]|$)/.test(address);
}

/** The address of the queue page that asks before a decision is undone, with the focus on the answer that changes nothing. `back`: the previous page. */
export function undoConfirmationHref(decision: number, back: string | undefined): string {
  const inQueue = isQueuePath(back);
  const url = new URL(inQueue ? back : "/admin/moderation", "http://here.invalid");
  for (const name of ["done", "undone", "refused", "why", "left", "act", "on"]) url.searchParams.delete(name);
  url.searchParams.set("undo", String(decision));
  if (back !== undefined && !inQueue) url.searchParams.set("from", back);
  return `${url.pathname}${url.search}#keep`;
}
