import { useEffect, useRef } from "react";
import { type Command, commandOf } from "../keys.ts";
import type { Panel } from "./item.client.tsx";
import { singleKeys } from "./use-single-keys.ts";

/** Runs what a pressed key means, wherever on the page it is pressed. False: there was nothing to do. */
export function useKeys(panel: Panel | undefined, run: (command: Command, target: HTMLElement | undefined) => boolean) {
  const given = useRef({ panel, run });
  useEffect(() => {
    given.current = { panel, run };
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const target = event.target instanceof HTMLElement ? event.target : undefined;
      const command = commandOf({
        key: event.key,
        repeat: event.repeat,
        single: singleKeys(),
        typing: isTypedIn(target),
        dialog: document.querySelector("dialog[open], .admin-menu[open]") !== null,
        beside: Boolean(target?.closest(".queue-person, .queue-thread")),
        panel: given.current.panel,
      });
      if (command && given.current.run(command, target)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}

/** Whether letters go into what has the focus. */
function isTypedIn(target: HTMLElement | undefined): boolean {
  if (!target) return false;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
