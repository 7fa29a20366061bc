import type { FeedItemState, ItemAction } from "#db/schema/syndication.ts";
import { isStorableDate } from "#lib/dates.ts";
import { searchWords } from "#lib/html/clean-text.ts";
import { parseId } from "#lib/ids.ts";
import { inboxPath } from "../rules.ts";

/** The tabs of the inbox. The first is the default. */
export const inboxTabs = ["waiting", "changes", "decided"] as const;
export type InboxTab = (typeof inboxTabs)[number];
/**
 * Which decisions the tab lists: `automatic` are those of policies and of duplicate detection; `duplicatesOfSkipped` are, of these, merges into
 * an item that was skipped. The first is the default.
 */
export const decisionScopes = ["team", "automatic", "duplicatesOfSkipped"] as const;
export type DecisionScope = (typeof decisionScopes)[number];

export const inboxItemsPerPage = 25;
/** Rows that one page scans at most if its filter has no index. */
export const inboxScanLimit = 2_000;
/** Items of one bulk decision. */
export const maxBulkItems = 100;
/** Counts stop here: editors need no higher number. */
export const maxInboxCount = 1_000;
/** Formats a count for a tab: "12", "999+". */
export const formatInboxCount = (count: number) => (count >= maxInboxCount ? "999+" : String(count));
export const maxBlockedWordLength = 60;

/** The position of a page's last item: its time (ms; absent where ids are the order) and its id. */
export interface InboxCursor {
  at?: number | undefined;
  id: number;
}

/** What a page of the inbox shows, as in its address. */
export interface InboxFilter {
  tab: InboxTab;
  source?: number | undefined;
  /** A category of the feed, as the feed writes it. */
  term?: string | undefined;
  language?: string | undefined;
  words?: string | undefined;
  /** Which decisions; absent: the team's. */
  scope?: DecisionScope | undefined;
  /** Only decisions of this member. */
  member?: number | undefined;
  /** Only decisions with this action. */
  action?: ItemAction | undefined;
  after?: InboxCursor | undefined;
}

/** All actions, in the order of the filter. */
export const itemActions = [
  ...["publish", "draft", "merge", "skip", "block", "split", "apply", "ignore", "withdraw", "undo"],
] as ItemAction[];

/** The actions of policies and of duplicate detection. */
export const automaticActions: readonly ItemAction[] = ["publish", "merge", "block", "apply", "withdraw"];

/** The actions on a waiting item that need no further choice: also those of a bulk decision. */
export const simpleActions = ["publish", "draft", "skip"] as const;
export type SimpleAction = (typeof simpleActions)[number];

/** States of an item into which another one may be merged. */
export const mergeableStates: readonly FeedItemState[] = ["waiting", "drafted", "published"];

type SearchParams = Record<string, string | string[] | undefined>;

/** Parses the parameters of an address. Every address is valid: what is unknown is ignored. */
export function parseInboxFilter(params: SearchParams): InboxFilter {
  const param = (name: string) => {
    const value = params[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const language = param("lang");
  const scope = decisionScopes.find((one) => one === param("who"));
  const isTeam = scope === undefined || scope === decisionScopes[0];
  return {
    tab: inboxTabs.find((tab) => tab === param("view")) ?? inboxTabs[0],
    source: parseId(param("source")),
    term: searchWords(param("term"), 100) || undefined,
    language: language && /^[A-Za-z]{2,3}$/.test(language) ? language.toLowerCase() : undefined,
    words: searchWords(param("q"), 100) || undefined,
    scope: isTeam ? undefined : scope,
    member: isTeam ? parseId(param("by")) : undefined,
    action: itemActions.find((action) => action === param("action")),
    after: parseInboxCursor(param("after")),
  };
}

function parseInboxCursor(text: string | undefined): InboxCursor | undefined {
  const found = /^(?:(-?\d{1,15})\.)?(\d{1,15})$/.exec(text ?? "");
  if (!found) return undefined;
  const at = found[1] === undefined ? undefined : Number(found[1]);
  if (at !== undefined && !isStorableDate(new Date(at))) return undefined;
  return { at, id: Number(found[2]) };
}

export const formatInboxCursor = ({ at, id }: InboxCursor) => (at === undefined ? String(id) : `${at}.${id}`);

/** The address of a page of the inbox; `more`: further parameters, such as the opened item. */
export function inboxHref(filter: Partial<InboxFilter>, more: Record<string, string | number | undefined> = {}) {
  const { tab, source, term, language, words, scope, member, action, after } = filter;
  const all = {
    ...{ view: tab === inboxTabs[0] ? undefined : tab, source, term, lang: language, q: words },
    ...{ who: scope === decisionScopes[0] ? undefined : scope, by: member, action },
    ...{ after: after && formatInboxCursor(after), ...more },
  };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(all)) if (value !== undefined) search.set(name, String(value));
  const text = search.toString();
  return `${inboxPath}${text && `?${text}`}`;
}

/** Whether a filter leaves items of its tab out. */
export const isFiltered = ({ source, term, language, words, member, action }: InboxFilter) =>
  [source, term, language, words, member, action].some((value) => value !== undefined);

/** Whether an address is one of the inbox: forms return nowhere else. */
export const isInboxPath = (address: string | undefined): address is string =>
  address !== undefined && (address === inboxPath || address.startsWith(`${inboxPath}?`));
