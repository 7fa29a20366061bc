import { useEffect, useRef } from "react";
import { areSingleKeysOn } from "#features/moderation/queue/components/use-single-keys.ts";
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
        typing: isTyping(event.target),
        dialog: document.querySelector("dialog[open], .admin-menu[open]") !== null,
      });
      if (command && latest.current(command)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Whether the focused element takes text or a choice by letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
