import { searchWords } from "#lib/html/clean-text.ts";
import { parseId } from "#lib/ids.ts";

/** The tabs of the queue. The first is the default. */
export const queueTabs = ["review", "reported", "pending", "spam", "all"] as const;
export type QueueTab = (typeof queueTabs)[number];

/** Items per page. */
export const itemsPerPage = 25;
/** Maximum length of the search words, in characters. */
export const maxSearchLength = 100;
/** Maximum rows scanned for one page if the filter has no index. */
export const scanLimit = 2_000;

/** The position of a page's last item in the tab's order: its sort key as a number, and its id. */
export type QueueCursor = readonly [number, number];

/** What a page of the queue shows, as in its URL. */
export interface QueueFilter {
  tab: QueueTab;
  article?: number | undefined;
  member?: number | undefined;
  /** One comment only, regardless of the tab: the target of a link from the comment. */
  comment?: number | undefined;
  /** The waiting comments whose text nearly repeats this one's, and itself; always in the first tab. */
  alike?: number | undefined;
  q?: string | undefined;
  after?: QueueCursor | undefined;
  /** Oldest first. */
  oldest: boolean;
}

/** Whether a tab begins with the oldest items unless the URL says otherwise: who has waited longest comes first. */
const hasOldestFirst = (tab: QueueTab) => tab === "pending";

/** The parameter `order` of a filter's URL; undefined for the tab's own order. */
export function orderParameter({ tab = queueTabs[0], oldest }: Partial<QueueFilter>): "oldest" | "newest" | undefined {
  if (oldest === undefined || oldest === hasOldestFirst(tab)) return undefined;
  return oldest ? "oldest" : "newest";
}

/** The URL of another tab with the same filter. It has its own order, unless another one was chosen. */
export function otherTabHref(filter: QueueFilter, tab: QueueTab): string {
  const oldest = orderParameter(filter) && filter.oldest;
  return queueHref({ ...filter, tab, oldest, comment: undefined, alike: undefined, after: undefined });
}

type SearchParams = Record<string, string | string[] | undefined>;

/**
 * Parses the parameters of a URL. Every URL is valid: an unknown tab means the first, an invalid cursor the first page,
 * and a long search is truncated.
 */
export function parseQueueFilter(params: SearchParams): QueueFilter {
  const param = (name: string) => {
    const value = params[name];
    return typeof value === "string" ? value : undefined;
  };
  const alike = parseId(param("alike"));
  const tab = (alike === undefined && queueTabs.find((name) => name === param("view"))) || queueTabs[0];
  const q = searchWords(param("q"), maxSearchLength);
  return {
    tab,
    article: parseId(param("article")),
    member: parseId(param("member")),
    comment: parseId(param("comment")),
    alike,
    q: q === "" ? undefined : q,
    after: parseQueueCursor(param("after")),
    oldest: hasOldestFirst(tab) ? param("order") !== "newest" : param("order") === "oldest",
  };
}

export function parseQueueCursor(text: string | undefined): QueueCursor | undefined {
  const found = /^(\d{1,14})\.(\d{1,15})$/.exec(text ?? "");
  return found ? [Number(found[1]), Number(found[2])] : undefined;
}

export const formatQueueCursor = (cursor: QueueCursor) => cursor.join(".");

/** The URL of a queue filter. */
export function queueHref({ tab, article, member, comment, alike, q, after, oldest }: Partial<QueueFilter>): string {
  const search = new URLSearchParams();
  if (tab && tab !== queueTabs[0]) search.set("view", tab);
  if (article) search.set("article", String(article));
  if (member) search.set("member", String(member));
  if (comment) search.set("comment", String(comment));
  if (alike) search.set("alike", String(alike));
  if (q) search.set("q", q);
  const order = orderParameter({ ...(tab && { tab }), ...(oldest !== undefined && { oldest }) });
  if (order) search.set("order", order);
  if (after) search.set("after", formatQueueCursor(after));
  const text = search.toString();
  return `/admin/moderation${text === "" ? "" : `?${text}`}`;
}

/** Whether a path is the queue's page. */
export function isQueuePath(address: string | undefined): address is string {
  return address !== undefined && /^\/admin\/moderation(?:[?#]|$)/.test(address);
}

/**
 * The URL of the queue page that asks for confirmation of an undo, with the focus on the button that cancels.
 * @param back the previous page
 */
export function undoConfirmationHref(decision: number, back: string | undefined): string {
  const inQueue = isQueuePath(back);
  const url = new URL(inQueue ? back : "/admin/moderation", "http://here.invalid");
  for (const name of ["done", "undone", "refused", "why", "left", "act", "on"]) url.searchParams.delete(name);
  url.searchParams.set("undo", String(decision));
  if (back !== undefined && !inQueue) url.searchParams.set("from", back);
  return `${url.pathname}${url.search}#keep`;
}
