import { randomUUID } from "node:crypto";
import { database } from "#db/client.ts";
import { selectNumbers } from "#db/select-numbers.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { refusalMessage } from "#i18n/refusal-messages.ts";
import { translator } from "#i18n/translator.ts";
import { searchWords } from "#lib/html/clean-text.ts";
import { parseId } from "#lib/ids.ts";
import type { Refusal } from "#lib/result.ts";
import { typeset } from "#lib/typography.ts";
import { loadItemDifference } from "../publication/difference.ts";
import { type DecidedRow, listDecidedItems, listDeciders } from "./decision-list.ts";
import {
  describeDecision,
  findListedTargets,
  languageName,
  loadItemDetail,
  loadListedItems,
  loadTimeFormatter,
} from "./item/loaders.ts";
import { findInboxItem } from "./item/queries.ts";
import { refuseDecided } from "./item-history.ts";
import {
  automaticDecisionCount,
  hasFeeds,
  inboxCounts,
  listChangedItems,
  listInboxFilterChoices,
  listWaitingItems,
} from "./queries.ts";
import { formatInboxCursor, type InboxFilter, inboxHref, isFiltered, parseInboxFilter } from "./rules.ts";

export type InboxParams = Record<string, string | string[] | undefined>;
const single = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

/** Loads a page of the inbox for the parameters of its address. */
export async function loadInbox(viewer: Viewer, params: InboxParams) {
  const db = database();
  const filter = parseInboxFilter(params);
  const [counts, content, notice] = await Promise.all([
    selectNumbers(db, inboxCounts),
    loadTab(filter, params),
    loadNotice(params),
  ]);
  return { viewer: viewer.id, filter, here: inboxHref(filter), counts, content, notice, key: randomUUID() };
}

export type LoadedInbox = Awaited<ReturnType<typeof loadInbox>>;
export type LoadedTab = LoadedInbox["content"];

function loadTab(filter: InboxFilter, params: InboxParams) {
  if (filter.tab === "decided") return loadDecided(filter);
  return loadItems(filter, params);
}

/** Items with the one that is opened. Without one in the address the first is opened, beside the list where there is room. */
async function loadItems(filter: InboxFilter, params: InboxParams) {
  const db = database();
  const isWaiting = filter.tab === "waiting";
  const [page, choices] = await Promise.all([
    isWaiting ? listWaitingItems(db, filter) : listChangedItems(db, filter),
    listInboxFilterChoices(db),
  ]);
  const named = parseId(single(params.item));
  const opened = named ?? page.ids[0];
  const words = searchWords(single(params.mq), 100);
  const [items, detail, difference, subscribed, found] = await Promise.all([
    loadListedItems(page.ids),
    opened === undefined || !isWaiting ? undefined : loadItemDetail(opened, params.raw === "1"),
    opened === undefined || isWaiting ? undefined : loadItemDifference(db, opened),
    page.ids.length > 0 || hasFeeds(db),
    opened === undefined || words === "" ? [] : findListedTargets(opened, words),
  ]);
  return {
    tab: filter.tab as "waiting" | "changes",
    items,
    next: page.next && formatInboxCursor(page.next),
    isCutShort: page.isCutShort,
    detail,
    /** Of source changes, the one that is opened, and what words changed: one at a time, because a comparison is costly. */
    opened,
    difference,
    /** The address names an item: a small screen shows it instead of the list. */
    isNamed: named !== undefined,
    panel: (["merge", "block"] as const).find((panel) => panel === single(params.act)),
    words,
    found,
    choices: { ...choices, languages: choices.languages.map((tag) => ({ tag, name: languageName(tag) })) },
    isFiltered: isFiltered(filter),
    hasFeeds: subscribed,
  };
}

export type LoadedItems = Awaited<ReturnType<typeof loadItems>>;

async function loadDecided(filter: InboxFilter) {
  const db = database();
  const [page, deciders, counts, time] = await Promise.all([
    listDecidedItems(db, filter),
    listDeciders(db),
    selectNumbers(db, { team: inboxCounts.decided, automatic: automaticDecisionCount }),
    loadTimeFormatter(),
  ]);
  const rows = page.rows.map((row) => ({
    ...{ id: row.id, itemId: row.itemId, title: typeset(row.title), source: row.source, action: row.action },
    text: describeDecision({ ...row, createdAt: row.at }, time),
    ...describeMergeTarget(row),
    isUndoable: row.isInForce && !row.first?.isSkipped && row.action !== "apply",
    why: row.isInForce && row.action === "apply" ? typeset(refusalMessage(toRefusal("item.undoApply"))) : null,
  }));
  return {
    tab: "decided" as const,
    rows,
    deciders,
    counts,
    next: page.next && formatInboxCursor(page.next),
    isCutShort: page.isCutShort,
    isFiltered: isFiltered(filter),
  };
}

/** Says in words what the item of a decision in force is merged into; `isDuplicateOfSkipped`: whether an editor skipped that. */
function describeMergeTarget({ first, isInForce }: DecidedRow) {
  const t = translator();
  if (!first || !isInForce) return { into: null, isDuplicateOfSkipped: false };
  const title = typeset(first.title.trim() || t("inbox.untitled"));
  const into = t.typeset(first.isSkipped ? "inbox.duplicatesOfSkipped.why" : "inbox.mergedInto", {
    title,
    source: first.source,
  });
  return { into, isDuplicateOfSkipped: first.isSkipped };
}

export type LoadedDecisions = Awaited<ReturnType<typeof loadDecided>>;

/** What a form without JavaScript did: `done` and the key of its request, or why it was refused. */
async function loadNotice(params: InboxParams) {
  const t = translator();
  const done = single(params.done);
  const key = single(params.key);
  const count = parseId(single(params.count)) ?? 1;
  const left = parseId(single(params.left)) ?? 0;
  const code = single(params.why);
  const on = parseId(single(params.on));
  if (code && /^[a-z]+\.[A-Za-z]+$/.test(code)) {
    const item = on === undefined ? undefined : await findInboxItem(database(), on);
    const refusal = code === "item.decided" && item ? await refuseDecided(database(), item) : toRefusal(code);
    return { text: await describeRefusal(refusal), key: undefined };
  }
  if (done === undefined || !Object.hasOwn(didKeys, done)) return undefined;
  const did = t(`inbox.did.${done as keyof typeof didKeys}`);
  const text = count > 1 ? t.typeset("inbox.notice.many", { did, count }) : did;
  return {
    text: left > 0 ? `${text} ${t.typeset("inbox.notice.left", { count: left })}` : text,
    key: done === "undo" || !/^[\w-]{8,64}$/.test(key ?? "") ? undefined : key,
  };
}

const didKeys = {
  ...{ publish: 1, draft: 1, merge: 1, skip: 1, block: 1, apply: 1, ignore: 1, withdraw: 1, split: 1, undo: 1 },
};

const toRefusal = (code: string): Refusal => ({ ok: false, code });

/** A refusal in words; who decided meanwhile, and when. */
export async function describeRefusal(refusal: Refusal): Promise<string> {
  return typeset(refusalMessage(firstMessage(await withShownTime(refusal))));
}

/** The refusal with its time as the site shows times. */
export async function withShownTime(refusal: Refusal): Promise<Refusal> {
  const at = refusal.values?.at;
  if (typeof at !== "string") return refusal;
  const time = await loadTimeFormatter();
  return { ...refusal, values: { ...refusal.values, at: time(new Date(at)).text } };
}

/** A refusal beside a field says so there; its own code is "Vérifiez le formulaire". */
function firstMessage(refusal: Refusal): Refusal {
  const [code] = Object.values(refusal.fields ?? {});
  return code === undefined ? refusal : { ...refusal, code };
}
