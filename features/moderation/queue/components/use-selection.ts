import { useEffect, useRef, useState } from "react";
import type { QueueItem } from "../items/queue-item.ts";
import type { ActionPanel } from "./queue-view-context.ts";
import type { useDecisionMarks } from "./use-decision-marks.ts";
import type { useItems } from "./use-items.ts";

/** Items below the chosen one before more are fetched. */
const minItemsBelow = 12;

const elementOf = (id: number) => document.getElementById(`item-${id}`);

interface SelectionOptions {
  list: ReturnType<typeof useItems>;
  marks: ReturnType<typeof useDecisionMarks>;
  /** Opened by the address, where no script runs. */
  opened: { on: number; panel: ActionPanel } | undefined;
}

/** Which comment is looked at, and what is open below it. */
export function useSelection({ list, marks: { marks, isDone }, opened }: SelectionOptions) {
  const { items } = list;
  const [selected, setSelected] = useState(items[0]?.id);
  const [panel, setPanel] = useState(opened);
  /** Chosen before it was drawn. */
  const late = useRef<number>(undefined);

  const focusOn = (id: number) => {
    setSelected(id);
    setPanel(undefined);
    const at = elementOf(id);
    if (!at) late.current = id;
    at?.focus({ preventScroll: true });
    at?.scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  const focusNow = useRef(focusOn);
  useEffect(() => {
    focusNow.current = focusOn;
  });
  useEffect(() => {
    const id = late.current;
    if (id === undefined || !items.some((item) => item.id === id)) return;
    late.current = undefined;
    focusNow.current(id);
  }, [items]);

  // All that was here is decided: the chosen one is the first of what came since.
  const mark = selected === undefined ? undefined : marks.get(selected);
  const stranded = mark && !mark.undoing ? selected : undefined;
  useEffect(() => {
    if (stranded === undefined) return;
    const to = items.slice(items.findIndex((item) => item.id === stranded) + 1).find((item) => !marks.has(item.id));
    const focus = document.activeElement;
    // With the panel that it was in, the focus goes to the page as a whole.
    if (to && (focus === null || focus === document.body || focus.id === `item-${stranded}`)) focusNow.current(to.id);
  }, [stranded, items, marks]);

  return {
    selected,
    select: setSelected,
    /** What is open, where it can be seen. */
    panel: panel && !marks.has(panel.on) && items.some(({ id }) => id === panel.on) ? panel : undefined,
    focusOn,
    open: (item: QueueItem, which: ActionPanel | undefined) => {
      setSelected(item.id);
      setPanel(which && { on: item.id, panel: which });
      if (!which) elementOf(item.id)?.focus({ preventScroll: true });
    },
    move: (step: 1 | -1) => {
      const at = items.findIndex((item) => item.id === selected);
      const to = items[at + step];
      if (to) focusOn(to.id);
      if (at + minItemsBelow > items.length) void list.fetchMore(selected, isDone);
    },
    /** To the next one that is still to be decided. `decided`: with this one, and not yet marked. */
    goOn: (from: number, decided: readonly number[] = []) => {
      const below = items
        .slice(items.findIndex((item) => item.id === from) + 1)
        .filter(({ id }) => !marks.has(id) && !decided.includes(id));
      if (below[0]) focusOn(below[0].id);
      else setPanel(undefined);
      if (below.length < minItemsBelow) void list.fetchMore(selected, isDone);
    },
  };
}
