import { useEffect, useRef } from "react";
import { areSingleKeysOn, isTextField } from "#components/ui/use-single-keys.ts";

export type DiscussionCommand = "next" | "previous" | "fold" | "foldThread" | "help";

/** j and k as in the moderation queue. */
const commandByKey: Record<string, DiscussionCommand> = {
  n: "next",
  j: "next",
  p: "previous",
  k: "previous",
  f: "fold",
  F: "foldThread",
  "?": "help",
};

/** When this page began to listen: what was pressed later has been handled. */
let listensSince: number | undefined;

/** Runs the commands of the discussion's keys. `run` returns false if a command does nothing now; the key then keeps its usual effect. */
export function useDiscussionKeys(run: (command: DiscussionCommand) => boolean): void {
  const latest = useRef(run);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const command = readCommand(event);
      if (command && latest.current(command)) event.preventDefault();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  useEffect(() => {
    latest.current = run;
    listensSince ??= performance.now();
    // A key that was pressed while the page's scripts loaded. What is unread, and the help, may be there later only.
    const early: unknown = Reflect.get(window, "lastKey");
    if (!(early instanceof KeyboardEvent) || early.timeStamp > listensSince) return;
    const command = readCommand(early);
    const isDone = command === undefined || run(command);
    if (isDone || command === "fold" || command === "foldThread") Reflect.deleteProperty(window, "lastKey");
  });
}

/** The command of a key; undefined while the reader types, in a dialog, and if single keys are turned off. */
function readCommand(event: KeyboardEvent): DiscussionCommand | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return undefined;
  if (!Object.hasOwn(commandByKey, event.key) || !areSingleKeysOn() || isTextField(event.target)) return undefined;
  return document.querySelector("dialog[open]") === null ? commandByKey[event.key] : undefined;
}
