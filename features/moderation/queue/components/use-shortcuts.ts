import { useEffect, useRef } from "react";
import { areSingleKeysOn, isTextField } from "#components/ui/use-single-keys.ts";
import { commandForKey, type ShortcutCommand } from "../shortcuts.ts";
import type { ActionPanel } from "./queue-view-context.ts";

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
        typing: isTextField(event.target),
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
