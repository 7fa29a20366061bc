import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { QueueItem } from "../items/queue-item.ts";
import type { ShortcutCommand } from "../shortcuts.ts";
import type { ActionPanel } from "./queue-view-context.ts";
import type { QueueViewState } from "./queue-view-state.ts";
import { openShortcutHelp } from "./shortcut-help.client.tsx";
import type { useBulkDecision } from "./use-bulk-decision.ts";
import type { useDecisions } from "./use-decisions.ts";
import { useShortcuts } from "./use-shortcuts.ts";

interface Others {
  decisions: ReturnType<typeof useDecisions>;
  bulk: ReturnType<typeof useBulkDecision>;
  undoLast(): void;
}

/**
 * What each key does with the selected comment, or with all that are ticked. No key decides on a comment that is off screen: it is scrolled into
 * view first. With several ticked, which may not all be in view, a key only chooses the decision; the button says what it will do.
 */
export function useCommands(
  { list, marks, selection, done }: QueueViewState,
  { decisions, bulk, undoLast }: Others,
): void {
  const t = useTranslator();
  const { panel, selected } = selection;
  const item = list.items.find(({ id }) => id === selected);
  const many = bulk.chosen.size > 0;

  const open = (one: QueueItem, which: ActionPanel, may: boolean) => {
    if (may && !marks.isDone(one.id) && !one.own && !one.deleted) selection.open(one, which);
  };
  const close = (target: HTMLElement | undefined) => {
    if (panel && item) selection.open(item, undefined);
    else if (target?.id === "queue-q") target.blur();
  };
  const chooseMany = (action: "approve" | "spam" | "reject") => {
    const choice = bulk.choices.filter((one) => one.action === action);
    if (choice.length === 1 && choice[0]) bulk.decide(choice[0].value);
    document.getElementById(choice.length === 1 ? "queue-bulk-go" : "queue-bulk-act")?.focus({ preventScroll: true });
  };
  const onItem: Partial<Record<ShortcutCommand, (one: QueueItem) => void>> = {
    approve: (one) => (many ? chooseMany("approve") : decisions.decide(one, isHidden(one) ? "restore" : "approve")),
    spam: (one) => (many ? chooseMany("spam") : decisions.decide(one, "spam")),
    reject: (one) => (many ? chooseMany("reject") : open(one, "reject", one.status !== "rejected")),
    feature: (one) => {
      if (one.status === "visible" || one.featured) decisions.decide(one, one.featured ? "unfeature" : "feature");
    },
    ban: (one) => open(one, "ban", one.author.mayBan),
    context: (one) => void window.open(one.contextHref, "_blank", "noopener"),
    select: (one) => bulk.choose(one, !bulk.chosen.has(one.id)),
  };
  const anywhere: Partial<Record<ShortcutCommand, () => void>> = {
    next: () => selection.move(1),
    previous: () => selection.move(-1),
    undo: undoLast,
    help: openShortcutHelp,
    search: () => document.getElementById("queue-q")?.focus(),
  };

  // Whoever has chosen another one since has turned away from what is open.
  useShortcuts(panel && panel.on === selected ? panel.panel : undefined, (command, target) => {
    if (command === "close") {
      close(target);
      return false;
    }
    const run = anywhere[command];
    const runOnItem = onItem[command];
    const button = document.querySelector<HTMLButtonElement>(`.queue-panel [data-digit="${command}"]`);
    const showFirst = (element: HTMLElement | null) => {
      if (!item || isOnScreen(element)) return false;
      if (panel) element?.scrollIntoView({ block: "nearest" });
      else selection.focusOn(item.id);
      done.tell({ text: t.typeset("moderation.queue.offScreen"), isError: true });
      return true;
    };
    if (run) run();
    else if (runOnItem && item) {
      const overAll = many && bulkCommands.includes(command);
      if (overAll || !showFirst(document.getElementById(`item-${item.id}`))) runOnItem(item);
    } else if (button) {
      if (!showFirst(button.closest("form"))) button.click();
    } else return false;
    return true;
  });
}

/** These apply to all ticked comments together. */
const bulkCommands: readonly ShortcutCommand[] = ["approve", "spam", "reject"];

/** How much of a comment (pixels) has to be visible before a key decides on it. */
const minVisiblePx = 48;

/** Whether an element is in view, above the bar at the bottom of the window. */
function isOnScreen(element: HTMLElement | null): boolean {
  if (!element) return false;
  const { top, bottom, height } = element.getBoundingClientRect();
  const bar = document.getElementById("queue-bulk")?.getBoundingClientRect();
  const foot = bar && bar.height > 0 ? Math.min(innerHeight, bar.top) : innerHeight;
  return Math.min(bottom, foot) - Math.max(top, 0) >= Math.min(minVisiblePx, height);
}

const isHidden = ({ status }: QueueItem) => status === "rejected" || status === "spam" || status === "removed";
