import type { Editor } from "@tiptap/core";
import type { MessageKey, Translator } from "#i18n/create-translator.ts";
import { toggleDetails } from "../tiptap/details.ts";
import { insertBlock } from "../tiptap/insert-block.ts";
import { insertTable } from "../tiptap/insert-table.ts";
import { focusedChain } from "./panel-keys.ts";
import type { ToolIconName } from "./tool-icon.tsx";

/** What opens below the toolbar. */
export type EditorPanelName = "style" | "insert" | "link" | "card" | "embed" | "otherCard";

/** A command on the text, as a button and as a line of a menu. */
export interface EditorTool {
  name: string;
  label: string;
  icon: ToolIconName;
  /** A few words about it, in menus. */
  hint?: string;
  /** Its keys, as Tiptap writes them: "Mod-b". */
  keys?: string;
  /** Whether it applies to the text at the cursor; absent for tools that insert. */
  active?: boolean;
  run(): void;
}

export type ToolGroups = Record<"style" | "text" | "lists" | "insert" | "history", EditorTool[]>;

interface ToolActions {
  panel: EditorPanelName | null;
  setPanel(panel: EditorPanelName | null): void;
  insertPicture(): void;
}

/** Creates the tools for the text at the cursor, in the groups of the toolbar. */
export function createTools(
  editor: Editor,
  t: Translator,
  { panel, setPanel, insertPicture }: ToolActions,
): ToolGroups {
  const chain = () => focusedChain(editor);
  const say = (key: MessageKey) => t.typeset(key);
  const mark = (name: "strong" | "em" | "s" | "code" | "note", label: string, keys?: string): EditorTool => ({
    name,
    label,
    icon: name,
    ...(keys && { keys }),
    active: editor.isActive(name),
    run: () => chain().toggleMark(name).run(),
  });
  const opener = (name: "link" | "card" | "embed", label: string): EditorTool => ({
    name,
    label,
    icon: name,
    active: panel === name || (name === "link" && editor.isActive("link")),
    run: () => setPanel(panel === name ? null : name),
  });
  const heading = (level: 2 | 3, label: string): EditorTool => ({
    name: `h${level}`,
    label,
    icon: "heading",
    keys: `Mod-Alt-${level}`,
    active: editor.isActive("heading", { level }),
    run: () => chain().toggleNode("heading", "paragraph", { level }).run(),
  });
  const list = (name: "bulletList" | "orderedList", label: string, keys: string): EditorTool => ({
    name,
    label,
    icon: name,
    keys,
    active: editor.isActive(name),
    run: () => chain().toggleList(name, "listItem").run(),
  });
  const wrap = (name: "blockquote" | "callout", label: string, keys?: string): EditorTool => ({
    name,
    label,
    icon: name,
    ...(keys && { keys }),
    active: editor.isActive(name),
    run: () => chain().toggleWrap(name).run(),
  });
  return {
    style: [
      {
        name: "paragraph",
        label: say("editor.paragraph"),
        icon: "paragraph",
        keys: "Mod-Alt-0",
        active: editor.isActive("paragraph"),
        run: () => chain().setNode("paragraph").run(),
      },
      heading(2, say("editor.heading2")),
      heading(3, say("editor.heading3")),
      {
        name: "codeBlock",
        label: say("editor.codeBlock"),
        icon: "codeBlock",
        hint: say("editor.hints.codeBlock"),
        keys: "Mod-Alt-c",
        active: editor.isActive("codeBlock"),
        run: () => chain().toggleNode("codeBlock", "paragraph").run(),
      },
      mark("s", say("editor.strike"), "Mod-Shift-s"),
      mark("code", say("editor.code"), "Mod-e"),
    ],
    text: [
      mark("strong", say("editor.bold"), "Mod-b"),
      mark("em", say("editor.italic"), "Mod-i"),
      { ...opener("link", say("editor.link")), keys: "Mod-k" },
    ],
    lists: [
      list("bulletList", say("editor.bullets"), "Mod-Shift-8"),
      list("orderedList", say("editor.numbers"), "Mod-Shift-7"),
      wrap("blockquote", say("editor.quote"), "Mod-Shift-b"),
    ],
    insert: [
      mark("note", say("editor.note")),
      {
        name: "picture",
        label: say("editor.insertPicture"),
        icon: "picture",
        hint: say("editor.hints.picture"),
        run: insertPicture,
      },
      { ...opener("card", say("editor.card")), hint: say("editor.hints.card") },
      { ...opener("embed", say("editor.embed")), hint: say("editor.hints.embed") },
      { ...wrap("callout", say("editor.callout")), hint: say("editor.hints.callout") },
      {
        name: "details",
        label: say("editor.details"),
        icon: "details",
        hint: say("editor.hints.details"),
        active: editor.isActive("details"),
        run() {
          editor.view.focus();
          toggleDetails(editor.state, editor.view.dispatch);
        },
      },
      { name: "table", label: say("editor.table"), icon: "table", run: () => insertTable(editor) },
      {
        name: "rule",
        label: say("editor.rule"),
        icon: "rule",
        hint: say("editor.hints.rule"),
        run: () => insertBlock(editor, { type: "horizontalRule" }),
      },
    ],
    history: [
      { name: "undo", label: say("editor.undo"), icon: "undo", keys: "Mod-z", run: () => chain().undo().run() },
      { name: "redo", label: say("editor.redo"), icon: "redo", keys: "Mod-Shift-z", run: () => chain().redo().run() },
    ],
  };
}

/** Lists the tools of the menu that "/" opens: blocks that go where the cursor is. */
export function listMenuTools({ style, lists, insert }: ToolGroups): EditorTool[] {
  const named = (tools: EditorTool[], ...names: string[]) =>
    names.flatMap((name) => tools.filter((tool) => tool.name === name));
  return [
    ...named(insert, "callout", "picture", "card", "embed", "details", "table", "rule"),
    ...named(lists, "blockquote", "bulletList", "orderedList"),
    ...named(style, "h2", "h3", "codeBlock"),
  ];
}

const plain = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Filters tools by what was typed: a word of the label or of the hint begins with it. Labels come first. */
export function filterTools(tools: EditorTool[], query: string): EditorTool[] {
  const typed = plain(query);
  if (typed === "") return tools;
  const begins = (text: string) => plain(text).startsWith(typed) || plain(text).includes(` ${typed}`);
  const labelled = tools.filter(({ label }) => begins(label));
  return [...labelled, ...tools.filter((tool) => !labelled.includes(tool) && begins(tool.hint ?? ""))];
}

/** Writes keys as the author's keyboard names them: "Ctrl B", on Apple's "⌘ B". */
export function describeKeys(keys: string, isApple: boolean, t: Translator): string {
  const names: Record<string, string> = isApple
    ? { Mod: "⌘", Alt: "⌥", Shift: "⇧" }
    : { Mod: "Ctrl", Alt: "Alt", Shift: t("editor.shiftKey") };
  return keys
    .split("-")
    .map((key) => names[key] ?? key.toUpperCase())
    .join(" ");
}

/** The same for `aria-keyshortcuts`. */
export function toKeyShortcuts(keys: string, isApple: boolean): string {
  return keys.replace("Mod", isApple ? "Meta" : "Control").replaceAll("-", "+");
}
