import { useEffect, useRef, useState } from "react";
import type { QueueItem } from "../items/queue-item.ts";
import type { ActionPanel } from "./queue-view-context.ts";
import type { useDecisionMarks } from "./use-decision-marks.ts";
import type { useItems } from "./use-items.ts";

/** Items left below the current one before more are loaded. */
const minItemsBelow = 12;

const elementOf = (id: number) => document.getElementById(`item-${id}`);

interface SelectionOptions {
  list: ReturnType<typeof useItems>;
  marks: ReturnType<typeof useDecisionMarks>;
  /** The panel opened by the URL without JavaScript. */
  opened: { on: number; panel: ActionPanel } | undefined;
}

/** The current comment, and the panel open below it. */
export function useSelection({ list, marks: { marks, isDone }, opened }: SelectionOptions) {
  const { items } = list;
  const [selected, setSelected] = useState(items[0]?.id);
  const [panel, setPanel] = useState(opened);
  /** Selected before it was rendered. */
  const pendingFocus = useRef<number>(undefined);

  const focusOn = (id: number) => {
    setSelected(id);
    setPanel(undefined);
    const at = elementOf(id);
    if (!at) pendingFocus.current = id;
    at?.focus({ preventScroll: true });
    at?.scrollIntoView({ block: "nearest", behavior: "instant" });
  };
  const focusNow = useRef(focusOn);
  useEffect(() => {
    focusNow.current = focusOn;
  });
  useEffect(() => {
    const id = pendingFocus.current;
    if (id === undefined || !items.some((item) => item.id === id)) return;
    pendingFocus.current = undefined;
    focusNow.current(id);
  }, [items]);

  // After a decision on the last item, the current comment becomes the first one loaded since.
  const mark = selected === undefined ? undefined : marks.get(selected);
  const decidedSelection = mark && !mark.undoing ? selected : undefined;
  useEffect(() => {
    if (decidedSelection === undefined) return;
    const to = items
      .slice(items.findIndex((item) => item.id === decidedSelection) + 1)
      .find((item) => !marks.has(item.id));
    const focus = document.activeElement;
    // Closing a panel that had the focus moves the focus to the body.
    if (to && (focus === null || focus === document.body || focus.id === `item-${decidedSelection}`))
      focusNow.current(to.id);
  }, [decidedSelection, items, marks]);

  return {
    selected,
    select: setSelected,
    /** The open panel, if its comment is still shown. */
    panel: panel && !marks.has(panel.on) && items.some(({ id }) => id === panel.on) ? panel : undefined,
    focusOn,
    open: (item: QueueItem, kind: ActionPanel | undefined) => {
      setSelected(item.id);
      setPanel(kind && { on: item.id, panel: kind });
      if (!kind) elementOf(item.id)?.focus({ preventScroll: true });
    },
    move: (step: 1 | -1) => {
      const at = items.findIndex((item) => item.id === selected);
      const to = items[at + step];
      if (to) focusOn(to.id);
      if (at + minItemsBelow > items.length) void list.fetchMore(selected, isDone);
    },
    /**
     * Moves to the next undecided comment.
     * @param decided comments decided with this one that have no mark yet
     */
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
