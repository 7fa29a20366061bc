/** The command of a key in the inbox. */
export type InboxCommand =
  | "next"
  | "previous"
  | "open"
  | "publish"
  | "draft"
  | "merge"
  | "skip"
  | "block"
  | "undo"
  | "select"
  | "search"
  | "help"
  | "close";

const commands: Record<string, InboxCommand> = {
  ...{ j: "next", k: "previous", o: "open", p: "publish", e: "draft", m: "merge", s: "skip", b: "block" },
  ...{ z: "undo", u: "undo", x: "select", "/": "search", "?": "help" },
};

/** A held key repeats movements only. A decision is made once. */
const repeatable: readonly (InboxCommand | undefined)[] = ["next", "previous"];

interface KeyPress {
  key: string;
  /** The key is held down. */
  repeat: boolean;
  /** Single-key shortcuts are on (WCAG 2.1.4); Escape always works. */
  singleKeys: boolean;
  /** The focus is in a field that takes text or a choice. */
  typing: boolean;
  /** A dialog or a menu is open. */
  dialog: boolean;
}

/** The command of a pressed key; undefined if it has none. */
export function commandForInboxKey({ key, repeat, singleKeys, typing, dialog }: KeyPress): InboxCommand | undefined {
  if (dialog) return undefined;
  if (key === "Escape") return "close";
  if (!singleKeys || typing) return undefined;
  const command = Object.hasOwn(commands, key) ? commands[key] : undefined;
  return repeat && !repeatable.includes(command) ? undefined : command;
}
