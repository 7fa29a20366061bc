import { useEffect, useRef } from "react";
import { areSingleKeysOn, isTextField } from "#components/ui/use-single-keys.ts";
import { commandForInboxKey, type InboxCommand } from "../shortcuts.ts";

/** Runs the command of a pressed key, anywhere on the page. `run` returns false if there was nothing to do. */
export function useInboxKeys(run: (command: InboxCommand) => boolean) {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const command = commandForInboxKey({
        key: event.key,
        repeat: event.repeat,
        singleKeys: areSingleKeysOn(),
        typing: isTextField(event.target),
        dialog: document.querySelector("dialog[open], .admin-menu[open]") !== null,
      });
      if (command && latest.current(command)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
