import { useEffect, useRef } from "react";
import type { QueueViewState } from "./queue-view-state.ts";
import type { useQueueUpdates } from "./use-queue-updates.ts";

/** Undecided items left before the list grows by itself. */
const minItemsLeft = 12;
/** Items that are added at once; more are shown by loading the page. */
const maxAdded = 25;

interface Options {
  live: ReturnType<typeof useQueueUpdates>;
  /** The list begins with the oldest item. */
  oldest: boolean;
  /** The page begins where the list begins. A later page of the newest ones has no place for newer ones. */
  isFirstPage: boolean;
}

/**
 * Adds new comments to the list. Nothing moves while something is left to decide: they are added at the end of a list that
 * begins with the oldest, and above one that begins with the newest once the moderator asks for them. With nothing left to
 * decide, they are added at once.
 */
export function useNewItems(
  { list, marks, selection }: Pick<QueueViewState, "list" | "marks" | "selection">,
  { live, oldest, isFirstPage }: Options,
) {
  const left = list.items.filter((item) => !marks.isDone(item.id) && !item.own && !item.deleted).length;
  const isAtEnd = oldest ? list.next === undefined : isFirstPage && (left > 0 || list.next === undefined);
  const isAllDone = isAtEnd && left === 0;

  const fetchNew = async () => {
    const added = await list.fetchNew(selection.selected, marks.isDone);
    const [first] = added;
    if (!first) return undefined;
    marks.forget(added.map(({ id }) => id));
    return first.id;
  };
  const grow = useRef(async () => {});
  useEffect(() => {
    grow.current = async () => {
      const first = await fetchNew();
      if (first === undefined || !isAllDone) return;
      const focus = document.activeElement;
      const isFree = focus === null || focus === document.body || focus.id === `item-${selection.selected}`;
      // A moderator who types in another field keeps the focus.
      if (isFree) selection.focusOn(first);
      else selection.select(first);
    };
  });

  // Asked at once after the last decision, and then by each update.
  const isCleared = isAllDone && list.items.length > 0;
  useEffect(() => {
    if (isCleared) void grow.current();
  }, [isCleared]);
  const newer = live && live.since === list.newest ? live.newer : 0;
  const growsByItself = isAllDone || (oldest && isAtEnd && left < minItemsLeft);
  useEffect(() => {
    // `live`: each update that tells of new items asks for some.
    if (live && newer > 0 && growsByItself) void grow.current();
  }, [live, newer, growsByItself]);

  return {
    isCleared,
    /** A sentence that says how many wait above the list; undefined without any. */
    text: newer > 0 && !oldest && isAtEnd && !isAllDone ? (live?.newItemsText ?? undefined) : undefined,
    /** Shows them, the newest one selected. Returns false if they are too many: then the page has to be loaded. */
    show: () => {
      if (newer > maxAdded) return false;
      void fetchNew().then((first) => first !== undefined && selection.focusOn(first));
      return true;
    },
  };
}
