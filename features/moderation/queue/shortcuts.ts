/** The command of a key in the queue. */
export type ShortcutCommand =
  | "next"
  | "previous"
  | "approve"
  | "reject"
  | "spam"
  | "feature"
  | "ban"
  | "undo"
  | "context"
  | "select"
  | "alike"
  | "search"
  | "help"
  | "close"
  | `${number}`;

const commandByKey: Record<string, ShortcutCommand> = {
  j: "next",
  k: "previous",
  a: "approve",
  r: "reject",
  s: "spam",
  f: "feature",
  b: "ban",
  u: "undo",
  o: "context",
  x: "select",
  e: "alike",
  "/": "search",
  "?": "help",
};

/**
 * Commands that do not concern the current comment: they also work with the focus in the author pane or the thread
 * panel.
 */
const globalCommands: readonly (ShortcutCommand | undefined)[] = ["next", "previous", "undo", "search", "help"];
/** Commands that a held key repeats. A decision is made once. */
const repeatableCommands: readonly (ShortcutCommand | undefined)[] = ["next", "previous"];

export interface KeyPress {
  key: string;
  /** The key is held down. */
  repeat: boolean;
  /** Whether single-key shortcuts are enabled. Speech input users turn them off (WCAG 2.1.4); Escape always works. */
  singleKeys: boolean;
  /** The focus is in a text field. */
  typing: boolean;
  /** A dialog or the menu is open. */
  dialog: boolean;
  /** The focus is in the author pane or the thread panel. */
  outsideItem: boolean;
  /** The action panel open below the current comment. */
  panel: "reject" | "spam" | "remove" | "ban" | undefined;
}

/**
 * The command of a pressed key in the current context; undefined if the key has none. While a panel is open, only its
 * own keys work.
 */
export function commandForKey({
  key,
  repeat,
  singleKeys,
  typing,
  dialog,
  outsideItem,
  panel,
}: KeyPress): ShortcutCommand | undefined {
  if (dialog) return undefined;
  if (key === "Escape") return "close";
  if (!singleKeys || typing) return undefined;
  if (panel !== undefined)
    return panel !== "ban" && !outsideItem && !repeat && /^[1-9]$/.test(key) ? (key as ShortcutCommand) : undefined;
  const command = Object.hasOwn(commandByKey, key) ? commandByKey[key] : undefined;
  if (repeat && !repeatableCommands.includes(command)) return undefined;
  return outsideItem && !globalCommands.includes(command) ? undefined : command;
}
