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
 * Runs the command of each key on the current comment, or on all ticked ones. A key never decides on a comment that is
 * off screen: it first scrolls it into view. With several comments ticked, which may be off screen, a key only chooses
 * the decision, and the button names it.
 */
export function useCommands(
  { list, marks, selection, done }: QueueViewState,
  { decisions, bulk, undoLast }: Others,
): void {
  const t = useTranslator();
  const { panel, selected } = selection;
  const item = list.items.find(({ id }) => id === selected);
  const many = bulk.chosen.size > 0;

  const open = (target: QueueItem, kind: ActionPanel, allowed: boolean) => {
    if (allowed && !marks.isDone(target.id) && !target.own && !target.deleted) selection.open(target, kind);
  };
  const close = (target: HTMLElement | undefined) => {
    if (panel && item) selection.open(item, undefined);
    else if (target?.id === "queue-q") target.blur();
  };
  const chooseMany = (action: "approve" | "spam" | "reject") => {
    const choice = bulk.choices.filter((known) => known.action === action);
    if (choice.length === 1 && choice[0]) bulk.decide(choice[0].value);
    document.getElementById(choice.length === 1 ? "queue-bulk-go" : "queue-bulk-act")?.focus({ preventScroll: true });
  };
  const itemCommands: Partial<Record<ShortcutCommand, (target: QueueItem) => void>> = {
    approve: (target) =>
      many ? chooseMany("approve") : decisions.decide(target, isHidden(target) ? "restore" : "approve"),
    spam: (target) => (many ? chooseMany("spam") : decisions.decide(target, "spam")),
    reject: (target) => (many ? chooseMany("reject") : open(target, "reject", target.status !== "rejected")),
    feature: (target) => {
      if (target.status === "visible" || target.featured)
        decisions.decide(target, target.featured ? "unfeature" : "feature");
    },
    ban: (target) => open(target, "ban", target.author.mayBan),
    context: (target) => void window.open(target.contextHref, "_blank", "noopener"),
    alike: (target) => void bulk.takeTogether(target, "alike", { byKey: true }),
    select: (target) => bulk.choose(target, !bulk.chosen.has(target.id)),
  };
  const globalCommands: Partial<Record<ShortcutCommand, () => void>> = {
    next: () => selection.move(1),
    previous: () => selection.move(-1),
    undo: undoLast,
    help: openShortcutHelp,
    search: () => document.getElementById("queue-q")?.focus(),
  };

  // A panel of another comment than the current one gets no keys.
  useShortcuts(panel && panel.on === selected ? panel.panel : undefined, (command, target) => {
    if (command === "close") {
      close(target);
      return false;
    }
    const run = globalCommands[command];
    const runOnItem = itemCommands[command];
    const button = document.querySelector<HTMLButtonElement>(`.queue-panel [data-digit="${command}"]`);
    const showFirst = (element: HTMLElement | null) => {
      if (!item || isOnScreen(element)) return false;
      if (panel) element?.scrollIntoView({ block: "nearest", behavior: "instant" });
      else selection.focusOn(item.id);
      done.tell({ text: t.typeset("moderation.queue.offScreen"), isError: true });
      return true;
    };
    if (run) run();
    else if (runOnItem && item) {
      const isBulk = many && bulkCommands.includes(command);
      if (isBulk || !showFirst(document.getElementById(`item-${item.id}`))) runOnItem(item);
    } else if (button) {
      if (!showFirst(button.closest("form"))) button.click();
    } else return false;
    return true;
  });
}

/** Commands that apply to all ticked comments together. */
const bulkCommands: readonly ShortcutCommand[] = ["approve", "spam", "reject"];

/** The visible height (px) that a comment needs before a key decides on it. */
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
