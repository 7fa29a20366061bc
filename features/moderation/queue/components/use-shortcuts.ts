import { useEffect, useRef } from "react";
import { commandForKey, type ShortcutCommand } from "../shortcuts.ts";
import type { ActionPanel } from "./queue-view-context.ts";
import { areSingleKeysOn } from "./use-single-keys.ts";

/** Runs the command of a pressed key, anywhere on the page. `run` returns false if there was nothing to do. */
export function useShortcuts(
  panel: ActionPanel | undefined,
  run: (command: ShortcutCommand, target: HTMLElement | undefined) => boolean,
) {
  const latest = useRef({ panel, run });
  useEffect(() => {
    latest.current = { panel, run };
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      const command = commandForKey({
        key: event.key,
        repeat: event.repeat,
        singleKeys: areSingleKeysOn(),
        typing: isTextField(target),
        dialog: document.querySelector("dialog[open], .admin-menu[open]") !== null,
        outsideItem: Boolean(target?.closest(".queue-author-pane, .queue-thread")),
        panel: latest.current.panel,
      });
      if (command && latest.current.run(command, target)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Whether the focused element takes text. */
function isTextField(target: HTMLElement | undefined): boolean {
  if (!target) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
