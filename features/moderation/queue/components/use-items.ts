import { useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { loadMoreItemsAction, refreshItemsAction } from "../actions.ts";
import type { QueueItem } from "../items/queue-item.ts";
import { callWithRetry } from "./retry.ts";

/** Decided items kept above the current one; earlier ones are removed from the page. */
const maxItemsAbove = 60;
/** Comments reloaded in one request. */
const maxRefreshed = 100;

interface InitialItems {
  items: QueueItem[];
  next: string | undefined;
  /** The cursor of the newest item; undefined without one, or if later pages have it. */
  newest: string | undefined;
  /** The query string of the page's URL. */
  search: string;
  oldest: boolean;
}

/** The items of the page, and the loading of more. */
export function useItems(first: InitialItems) {
  const [items, setItems] = useState(first.items);
  const [next, setNext] = useState(first.next);
  const [newest, setNewest] = useState(first.newest);
  const fetching = useRef(false);

  /** Updates the items that match. */
  const change = (matches: (item: QueueItem) => boolean, update: (item: QueueItem) => Partial<QueueItem>) =>
    setItems((before) => before.map((item) => (matches(item) ? { ...item, ...update(item) } : item)));

  /** Reloads items of the page. Returns false if there was no answer. */
  const look = async (ids: number[]) => {
    for (let at = 0; at < ids.length; at += maxRefreshed) {
      const fresh = await loadItems(ids.slice(at, at + maxRefreshed));
      if (!fresh) return false;
      setItems((before) => before.map((item) => fresh.get(item.id) ?? item));
    }
    return true;
  };

  /** Inserts an item that is not on the page before the current one. */
  const bringBack = async (id: number, before: number | undefined) => {
    const loaded = (await loadItems([id]))?.get(id);
    if (!loaded) return;
    setItems((shown) => {
      const at = Math.max(
        shown.findIndex((item) => item.id === before),
        0,
      );
      return [...shown.slice(0, at), loaded, ...shown.slice(at)].filter(
        (item, n, all) => all.findIndex((other) => other.id === item.id) === n,
      );
    });
  };

  /** Loads the next items. Decided ones (`isDone`) far above the current item are removed. */
  const fetchMore = async (selected: number | undefined, isDone: (id: number) => boolean) => {
    if (!next) return;
    const more = await fetchPage({ after: next });
    if (!more) return;
    setNext(more.next);
    if (first.oldest && !more.next) setNewest(more.last ?? next);
    setItems((before) => {
      const known = new Set(before.map((item) => item.id));
      return [...dropDecidedAbove(before, selected, isDone), ...more.items.filter((item) => !known.has(item.id))];
    });
  };

  /**
   * Loads items that came since, the earliest of them first: above the others, or at the end if the list begins with the
   * oldest. Returns them as they are shown. One that was decided on and has come back gets its new place.
   */
  const fetchNew = async (selected: number | undefined, isDone: (id: number) => boolean): Promise<QueueItem[]> => {
    if (first.oldest && next) return [];
    const more = await fetchPage({ order: "oldest", ...(newest && { after: newest }) });
    if (!more) return [];
    if (more.last) setNewest(more.last);
    const shown = new Set(items.filter(({ id }) => !isDone(id)).map(({ id }) => id));
    const fresh = more.items.filter(({ id }) => !shown.has(id));
    if (fresh.length === 0) return [];
    const ordered = first.oldest ? fresh : fresh.toReversed();
    const moved = new Set(fresh.map(({ id }) => id));
    setItems((before) => {
      const rest = dropDecidedAbove(before, selected, isDone).filter(({ id }) => !moved.has(id));
      return first.oldest ? [...rest, ...ordered] : [...ordered, ...rest];
    });
    return ordered;
  };

  const fetchPage = async (place: Record<string, string>) => {
    if (fetching.current) return undefined;
    fetching.current = true;
    const search = new URLSearchParams(first.search);
    for (const [name, value] of Object.entries(place)) search.set(name, value);
    const form = new FormData();
    form.set("place", search.toString());
    const page = await callWithRetry(() => callAction(loadMoreItemsAction, form));
    fetching.current = false;
    return page;
  };

  return { items, next, newest, change, look, bringBack, fetchMore, fetchNew };
}

/** Drops decided items far above the current one: a long session would fill the page with them. */
function dropDecidedAbove(
  items: QueueItem[],
  selected: number | undefined,
  isDone: (id: number) => boolean,
): QueueItem[] {
  const at = items.findIndex((item) => item.id === selected);
  return items.filter((item, n) => n > at - maxItemsAbove || !isDone(item.id));
}

async function loadItems(ids: number[]): Promise<Map<number, QueueItem> | undefined> {
  const form = new FormData();
  form.set("ids", ids.join(","));
  const items = await callWithRetry(() => callAction(refreshItemsAction, form));
  return items && new Map(items.map((item) => [item.id, item]));
}
