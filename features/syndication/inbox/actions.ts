"use server";

import type { Database } from "#db/client.ts";
import { editorAction, isCalledByScript } from "#features/auth/action-wrappers.ts";
import { refreshAndRedirect } from "#lib/refresh-and-redirect.ts";
import { ok, refused } from "#lib/result.ts";
import { prefetchItemPictures } from "../publication/fetch-pictures.ts";
import type { DecidedItem, ItemChoice } from "./decision-input.ts";
import { findListedTargets, loadItemDetail, loadListedItems } from "./item/loaders.ts";
import { describeRefusal, withShownTime } from "./loaders.ts";
import { decideOnItem } from "./mutations.ts";
import { listWaitingItems } from "./queries.ts";
import { formatInboxCursor, parseInboxFilter } from "./rules.ts";
import {
  bulkItemsForm,
  inboxPlaceForm,
  itemDecisionForm,
  itemDetailForm,
  mergeTargetsForm,
  undoItemsForm,
} from "./schema.ts";
import { undoBatch, undoItemDecision } from "./undo.ts";

/** A fast editor decides about once a second. */
const limit = { name: "inbox", points: 300, seconds: 60 };
const readLimit = { name: "inbox.reads", points: 600, seconds: 60 };

/** An item about which nothing was decided, and why. */
export interface RefusedItem {
  item: number;
  message: string;
}

/**
 * Decides about an item. Without JavaScript, redirects to `back` with what was done, or why not; a draft opens in the editor.
 */
export const decideItemAction = editorAction({ schema: itemDecisionForm, limit }, async ({ db, input, viewer }) => {
  const { item, key, back, as, ...rest } = input;
  const seenHash = "seen" in input ? input.seen : undefined;
  if (as !== undefined && as !== viewer.id) return refused("item.otherMember");
  const choice: ItemChoice = rest;
  if (choice.action === "draft") await prefetchItemPictures(db, item);
  const decided = await decideOnItem(db, { itemId: item, memberId: viewer.id, batchKey: key, choice, seenHash });
  if (!decided.ok) {
    const code = Object.values(decided.fields ?? {})[0] ?? decided.code;
    await redirectWithoutScript(back, { why: code, on: String(item) });
    return withShownTime(decided);
  }
  const { articleId } = decided.value;
  if (choice.action === "draft" && articleId !== null && !(await isCalledByScript()))
    refreshAndRedirect(`/admin/articles/${articleId}`);
  await redirectWithoutScript(back, { done: choice.action, key });
  const { decision } = decided.value;
  return ok({ articleId, decision, restored: choice.action === "split" ? await loadListedItems([item]) : [] });
});

/** Decides about up to a hundred items, each by itself: what is refused does not stop the others. */
export const decideItemsAction = editorAction({ schema: bulkItemsForm, limit }, async ({ db, input, viewer }) => {
  const { item: items, action, key, back, as, seen } = input;
  if (as !== undefined && as !== viewer.id) return refused("item.otherMember");
  const decided: DecidedItem[] = [];
  const refusals: RefusedItem[] = [];
  for (const itemId of items) {
    const decision = { itemId, memberId: viewer.id, batchKey: key, choice: { action }, seenHash: seen.get(itemId) };
    const result = await decideOnItem(db, decision);
    if (result.ok) decided.push(result.value);
    else refusals.push({ item: itemId, message: await describeRefusal(result) });
  }
  await redirectWithoutScript(back, {
    ...{ done: action, key, count: String(decided.length), left: String(refusals.length) },
  });
  return ok({ decided: decided.map(({ item }) => item), refused: refusals });
});

/** Undoes one decision, or all of one request; returns the items that wait again. */
export const undoItemsAction = editorAction({ schema: undoItemsForm, limit }, async ({ db, input, viewer }) => {
  const { decision, key, back, as } = input;
  if (as !== undefined && as !== viewer.id) return refused("item.otherMember");
  const results = decision
    ? [{ item: 0, result: await undoItemDecision(db, { decisionId: decision, memberId: viewer.id }) }]
    : await undoKey(db, key, viewer.id);
  const refusals: RefusedItem[] = [];
  const restored: number[] = [];
  for (const { item, result } of results) {
    if (!result.ok) refusals.push({ item, message: await describeRefusal(result) });
    else if (result.value.state === "waiting") restored.push(result.value.item);
  }
  const first = results.find(({ result }) => !result.ok)?.result;
  if (first && !first.ok && refusals.length === results.length) {
    await redirectWithoutScript(back, { why: first.code });
    return withShownTime(first);
  }
  if (results.length === 0) return refused("item.undoGone");
  await redirectWithoutScript(back, { done: "undo", left: String(refusals.length) });
  return ok({ restored: await loadListedItems(restored), refused: refusals });
});

const undoKey = (db: Database, key: string | undefined, memberId: number) =>
  key === undefined ? [] : undoBatch(db, { batchKey: key, memberId });

/** Loads an item for the pane; with `raw`, also as the feed wrote it. */
export const loadItemAction = editorAction({ schema: itemDetailForm, limit: readLimit }, async ({ input }) => {
  const detail = await loadItemDetail(input.item, input.raw !== undefined);
  return detail ? ok(detail) : refused("item.gone");
});

/** Finds what an item can be merged into. */
export const findTargetsAction = editorAction({ schema: mergeTargetsForm, limit: readLimit }, async ({ input }) =>
  ok(await findListedTargets(input.item, input.words)),
);

/** Loads the next waiting items of a page of the inbox. */
export const loadMoreItemsAction = editorAction({ schema: inboxPlaceForm, limit: readLimit }, async ({ db, input }) => {
  const page = await listWaitingItems(
    db,
    parseInboxFilter({ ...Object.fromEntries(new URLSearchParams(input.place)), view: "waiting" }),
  );
  return ok({ items: await loadListedItems(page.ids), next: page.next && formatInboxCursor(page.next) });
});

/** Redirects to the page with the result, unless a script called, which shows the result itself. */
async function redirectWithoutScript(back: string | undefined, result: Record<string, string>) {
  if (back === undefined || (await isCalledByScript())) return;
  const url = new URL(back, "http://here.invalid");
  for (const name of ["done", "key", "count", "left", "why", "on", "act", "mq"]) url.searchParams.delete(name);
  for (const [name, value] of Object.entries(result)) if (value !== "0") url.searchParams.set(name, value);
  refreshAndRedirect(`${url.pathname}${url.search}`);
}
