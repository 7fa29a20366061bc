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
  /** The query string of the page's URL. */
  search: string;
}

/** The items of the page, and the loading of more. */
export function useItems(first: InitialItems) {
  const [items, setItems] = useState(first.items);
  const [next, setNext] = useState(first.next);
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
    if (!next || fetching.current) return;
    fetching.current = true;
    const form = new FormData();
    form.set("place", `${first.search}${first.search ? "&" : ""}after=${next}`);
    const more = await callWithRetry(() => callAction(loadMoreItemsAction, form));
    fetching.current = false;
    if (!more) return;
    setNext(more.next);
    setItems((before) => {
      const known = new Set(before.map((item) => item.id));
      const at = before.findIndex((item) => item.id === selected);
      // Otherwise the page would fill up with decided items in a long session.
      const rest = before.filter((item, n) => n > at - maxItemsAbove || !isDone(item.id));
      return [...rest, ...more.items.filter((item) => !known.has(item.id))];
    });
  };

  return { items, next, change, look, bringBack, fetchMore };
}

async function loadItems(ids: number[]): Promise<Map<number, QueueItem> | undefined> {
  const form = new FormData();
  form.set("ids", ids.join(","));
  const items = await callWithRetry(() => callAction(refreshItemsAction, form));
  return items && new Map(items.map((item) => [item.id, item]));
}
