import type { QueueItem } from "../items/shown.ts";
import type { Command } from "../keys.ts";
import { showHelp } from "./help.client.tsx";
import type { Panel } from "./item.client.tsx";
import type { RoomParts } from "./room-parts.ts";
import type { useBulk } from "./use-bulk.ts";
import type { useDecisions } from "./use-decisions.ts";
import { useKeys } from "./use-keys.ts";

interface Others {
  decisions: ReturnType<typeof useDecisions>;
  bulk: ReturnType<typeof useBulk>;
  undoLast(): void;
}

/** What each key does with the chosen comment, or with all that are ticked. */
export function useCommands({ list, marks, selection }: RoomParts, { decisions, bulk, undoLast }: Others): void {
  const { panel, selected } = selection;
  const item = list.items.find(({ id }) => id === selected);
  const many = bulk.chosen.size > 0;

  const open = (one: QueueItem, which: Panel, may: boolean) => {
    if (may && !marks.isDone(one.id) && !one.own && !one.deleted) selection.open(one, which);
  };
  const close = (target: HTMLElement | undefined) => {
    if (panel && item) selection.open(item, undefined);
    else if (target?.id === "queue-q") target.blur();
  };
  const onItem: Partial<Record<Command, (one: QueueItem) => void>> = {
    approve: (one) =>
      many ? bulk.run("approve", "", "") : decisions.decide(one, isHidden(one) ? "restore" : "approve"),
    spam: (one) => (many ? bulk.run("spam", "", "") : decisions.decide(one, "spam")),
    reject: (one) =>
      many ? document.getElementById("queue-bulk-act")?.focus() : open(one, "reject", one.status !== "rejected"),
    feature: (one) => {
      if (one.status === "visible" || one.featured) decisions.decide(one, one.featured ? "unfeature" : "feature");
    },
    ban: (one) => open(one, "ban", one.author.mayBan),
    context: (one) => void window.open(one.context, "_blank", "noopener"),
    select: (one) => bulk.choose(one, !bulk.chosen.has(one.id)),
  };
  const anywhere: Partial<Record<Command, () => void>> = {
    next: () => selection.move(1),
    previous: () => selection.move(-1),
    undo: undoLast,
    help: showHelp,
    search: () => document.getElementById("queue-q")?.focus(),
  };

  // Whoever has chosen another one since has turned away from what is open.
  useKeys(panel && panel.on === selected ? panel.panel : undefined, (command, target) => {
    if (command === "close") {
      close(target);
      return false;
    }
    const run = anywhere[command];
    const runOnItem = onItem[command];
    const button = document.querySelector<HTMLButtonElement>(`.queue-panel [data-digit="${command}"]`);
    if (run) run();
    else if (runOnItem && item) runOnItem(item);
    else if (button) button.click();
    else return false;
    return true;
  });
}

const isHidden = ({ status }: QueueItem) => status === "rejected" || status === "spam" || status === "removed";
