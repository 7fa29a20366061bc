/** What a key of the queue does. */
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
  "/": "search",
  "?": "help",
};

/** What goes beyond the chosen comment: it also holds where the focus is in the third pane or on the thread. */
const globalCommands: readonly (ShortcutCommand | undefined)[] = ["next", "previous", "undo", "search", "help"];
/** What a held key may do again and again. A decision is taken once. */
const repeatableCommands: readonly (ShortcutCommand | undefined)[] = ["next", "previous"];

export interface KeyPress {
  key: string;
  /** The key is held down. */
  repeat: boolean;
  /** Single keys do something here: whoever dictates turns them off (WCAG 2.1.4). Escape is none of them. */
  single: boolean;
  /** Letters go into what has the focus. */
  typing: boolean;
  /** A dialog or the menu is open above the list. */
  dialog: boolean;
  /** The focus is where another thing than the chosen comment is decided. */
  beside: boolean;
  /** What is open below the chosen comment. */
  panel: "reject" | "spam" | "remove" | "ban" | undefined;
}

/** What a pressed key means where it is pressed; undefined: it is none of ours. An open panel leaves only its own keys. */
export function commandForKey({
  key,
  repeat,
  single,
  typing,
  dialog,
  beside,
  panel,
}: KeyPress): ShortcutCommand | undefined {
  if (dialog) return undefined;
  if (key === "Escape") return "close";
  if (!single || typing) return undefined;
  if (panel !== undefined)
    return panel !== "ban" && !beside && !repeat && /^[1-9]$/.test(key) ? (key as ShortcutCommand) : undefined;
  const command = Object.hasOwn(commandByKey, key) ? commandByKey[key] : undefined;
  if (repeat && !repeatableCommands.includes(command)) return undefined;
  return beside && !globalCommands.includes(command) ? undefined : command;
}
