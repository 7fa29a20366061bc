import { useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { loadMoreItemsAction, refreshItemsAction } from "../actions.ts";
import type { QueueItem } from "../items/queue-item.ts";
import { callWithRetry } from "./retry.ts";

/** Items that stay above the chosen one; what was decided longer ago goes from the page. */
const maxItemsAbove = 60;
/** Comments that are looked at again in one request. */
const maxRefreshed = 100;

interface InitialItems {
  items: QueueItem[];
  next: string | undefined;
  /** What stands behind the question mark of the page's address. */
  search: string;
}

/** The comments on the page: what is known of them, and more of them. */
export function useItems(first: InitialItems) {
  const [items, setItems] = useState(first.items);
  const [next, setNext] = useState(first.next);
  const fetching = useRef(false);

  /** Says what is known of some of them by now. */
  const change = (which: (item: QueueItem) => boolean, known: (item: QueueItem) => Partial<QueueItem>) =>
    setItems((before) => before.map((item) => (which(item) ? { ...item, ...known(item) } : item)));

  /** Has those that are on the page shown as they are now; false where no answer came. */
  const look = async (ids: number[]) => {
    for (let at = 0; at < ids.length; at += maxRefreshed) {
      const fresh = await ask(ids.slice(at, at + maxRefreshed));
      if (!fresh) return false;
      setItems((before) => before.map((item) => fresh.get(item.id) ?? item));
    }
    return true;
  };

  /** Has one shown that is no longer on the page, or never was: before the one that is looked at. */
  const bringBack = async (id: number, before: number | undefined) => {
    const back = (await ask([id]))?.get(id);
    if (!back) return;
    setItems((shown) => {
      const at = Math.max(
        shown.findIndex((item) => item.id === before),
        0,
      );
      return [...shown.slice(0, at), back, ...shown.slice(at)].filter(
        (item, n, all) => all.findIndex((other) => other.id === item.id) === n,
      );
    });
  };

  /** Fetches the next ones. `isDone`: of no more use once it is far above. */
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
      // A long day would fill the page with what is decided.
      const rest = before.filter((item, n) => n > at - maxItemsAbove || !isDone(item.id));
      return [...rest, ...more.items.filter((item) => !known.has(item.id))];
    });
  };

  return { items, next, change, look, bringBack, fetchMore };
}

async function ask(ids: number[]): Promise<Map<number, QueueItem> | undefined> {
  const form = new FormData();
  form.set("ids", ids.join(","));
  const items = await callWithRetry(() => callAction(refreshItemsAction, form));
  return items && new Map(items.map((item) => [item.id, item]));
}
