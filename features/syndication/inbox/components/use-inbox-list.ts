import { useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { loadMoreItemsAction } from "../actions.ts";
import type { ListedItem } from "../item/item-detail.ts";

interface ListState {
  items: ListedItem[];
  /** Decided: not shown any more. */
  hidden: ReadonlySet<number>;
  /** Why the last decision about an item was refused. */
  problems: ReadonlyMap<number, string>;
  selected: number | undefined;
  chosen: ReadonlySet<number>;
  next: string | undefined;
  isLoading: boolean;
}

interface Options {
  items: ListedItem[];
  next: string | undefined;
  selected: number | undefined;
  /** The query string of the page, for its next items. */
  place: string;
}

/** Items left below the selected one before the next page is loaded. */
const loadAhead = 8;

/**
 * The list with its selection. Its state is read and changed at once, not with the next render: keys that follow quickly each see the
 * result of the one before.
 */
export function useInboxList({ items, next, selected, place }: Options) {
  const initial: ListState = {
    ...{ items, next, selected, hidden: new Set(), problems: new Map(), chosen: new Set(), isLoading: false },
  };
  const [state, setState] = useState(initial);
  const now = useRef(initial);
  const lastChosen = useRef<number | undefined>(undefined);

  const update = (change: Partial<ListState>) => {
    now.current = { ...now.current, ...change };
    setState(now.current);
  };
  const shown = () => now.current.items.filter(({ id }) => !now.current.hidden.has(id));

  const loadMore = async () => {
    const { next: cursor, isLoading } = now.current;
    if (cursor === undefined || isLoading) return;
    update({ isLoading: true });
    const form = new FormData();
    const query = new URLSearchParams(place);
    query.set("after", cursor);
    form.set("place", String(query));
    const answer = await callAction(loadMoreItemsAction, form);
    if (answer.status !== "done") return update({ isLoading: false });
    const known = new Set(now.current.items.map(({ id }) => id));
    const added = answer.value.items.filter(({ id }) => !known.has(id));
    update({ items: [...now.current.items, ...added], next: answer.value.next, isLoading: false });
    if (now.current.selected === undefined) update({ selected: shown()[0]?.id });
  };

  const select = (id: number | undefined) => {
    update({ selected: id });
    const list = shown();
    if (list.length - list.findIndex((item) => item.id === id) <= loadAhead) void loadMore();
  };

  /** Selects the item `by` places further; returns it. */
  const move = (by: 1 | -1): number | undefined => {
    const list = shown();
    const index = list.findIndex(({ id }) => id === now.current.selected);
    const target = list[index === -1 ? 0 : Math.min(Math.max(index + by, 0), list.length - 1)]?.id;
    if (target !== undefined) select(target);
    return target;
  };

  /** Takes items out of the list. If the selected one is among them, the one after it is selected, or else the one before. */
  const hide = (ids: number[]) => {
    const gone = new Set(ids);
    const list = shown();
    const index = list.findIndex(({ id }) => id === now.current.selected);
    const isGone = now.current.selected !== undefined && gone.has(now.current.selected);
    const after = list.slice(index + 1).find(({ id }) => !gone.has(id));
    const before = list.slice(0, Math.max(index, 0)).findLast(({ id }) => !gone.has(id));
    update({
      hidden: new Set([...now.current.hidden, ...gone]),
      chosen: new Set([...now.current.chosen].filter((id) => !gone.has(id))),
      problems: new Map([...now.current.problems].filter(([id]) => !gone.has(id))),
    });
    if (isGone) select((after ?? before)?.id);
    else if (shown().length <= loadAhead) void loadMore();
  };

  /** Shows items again. The selection does not move: the next key is meant for the item that is read now. */
  const putBack = (ids: number[], problems: ReadonlyMap<number, string>) => {
    const back = new Set(ids);
    update({
      hidden: new Set([...now.current.hidden].filter((id) => !back.has(id))),
      problems: new Map([...now.current.problems, ...problems]),
    });
    if (now.current.selected === undefined) update({ selected: ids[0] });
  };

  /** Shows items that wait again; those of earlier pages on top. */
  const restore = (restored: ListedItem[], isSelected = true) => {
    const known = new Set(now.current.items.map(({ id }) => id));
    update({ items: [...restored.filter(({ id }) => !known.has(id)), ...now.current.items] });
    putBack(
      restored.map(({ id }) => id),
      new Map(),
    );
    if (isSelected && restored[0]) update({ selected: restored[0].id });
  };

  /** Chooses an item for a bulk decision; with shift, all from the last chosen one. */
  const choose = (id: number, isOn: boolean, isRange: boolean) => {
    const list = shown().map((item) => item.id);
    const [from, to] = [list.indexOf(lastChosen.current ?? -1), list.indexOf(id)];
    const range = isRange && from >= 0 ? list.slice(Math.min(from, to), Math.max(from, to) + 1) : [id];
    const chosen = new Set(now.current.chosen);
    for (const one of range) {
      if (isOn) chosen.add(one);
      else chosen.delete(one);
    }
    lastChosen.current = id;
    update({ chosen });
  };

  const chooseAll = (isOn: boolean) => update({ chosen: new Set(isOn ? shown().map(({ id }) => id) : []) });

  return {
    ...{ ...state, shown: state.items.filter(({ id }) => !state.hidden.has(id)) },
    ...{ current: () => now.current, select, move, hide, putBack, restore, choose, chooseAll, loadMore },
  };
}
