"use client";

import type { Editor } from "@tiptap/core";
import { useEffect, useRef, useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { findSlashQuery, setSlashKeys } from "../tiptap/slash-query.ts";
import { useFloating } from "./floating.ts";
import { ToolIcon } from "./tool-icon.tsx";
import { type EditorTool, filterTools } from "./tools.ts";

const menuId = "slash-menu";
const optionId = (name: string) => `slash-${name}`;

/** The menu under the cursor after "/": filtered while one types; arrows choose, Enter inserts, Escape closes it. */
export function SlashMenu({ editor, tools }: { editor: Editor; tools: EditorTool[] }) {
  const t = useTranslator();
  const menu = useRef<HTMLDivElement>(null);
  const [chosen, setChosen] = useState({ query: "", index: 0 });
  /** The place at which Escape closed the menu. */
  const [dismissedAt, setDismissedAt] = useState<number | null>(null);
  const found = findSlashQuery(editor.state);
  if (!found && dismissedAt !== null) setDismissedAt(null);
  const matches = found && dismissedAt !== found.from && editor.isFocused ? filterTools(tools, found.query) : [];
  const index = found?.query === chosen.query ? Math.min(chosen.index, matches.length - 1) : 0;
  const current = matches[index];

  const insert = (tool: EditorTool) => {
    const typed = findSlashQuery(editor.state);
    if (typed) editor.view.dispatch(editor.state.tr.delete(typed.from, typed.to));
    tool.run();
  };

  useEffect(() => {
    const text = editor.view.dom;
    if (!found || !current) return;
    setSlashKeys(editor, (event) => {
      // The menu is drawn a frame after the text: Enter inserts what the words typed by now find.
      const typed = findSlashQuery(editor.state);
      const tool = typed?.query === found.query ? current : typed && filterTools(tools, typed.query)[0];
      if (!tool) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined)
        setChosen({ query: found.query, index: (index + step + matches.length) % matches.length });
      else if (event.key === "Enter" || event.key === "Tab") insert(tool);
      else if (event.key === "Escape") setDismissedAt(found.from);
      else return false;
      event.preventDefault();
      return true;
    });
    text.setAttribute("aria-controls", menuId);
    text.setAttribute("aria-activedescendant", optionId(current.name));
    document.getElementById(optionId(current.name))?.scrollIntoView({ block: "nearest" });
    return () => {
      setSlashKeys(editor, null);
      text.removeAttribute("aria-controls");
      text.removeAttribute("aria-activedescendant");
    };
  });

  useFloating(menu, () => (found ? editor.view.coordsAtPos(found.from) : null), "below");

  return (
    <>
      <p role="status" className="sr-only">
        {current && t.typeset("editor.slash.count", { count: matches.length })}
      </p>
      {current && (
        <div ref={menu} className="slash-menu">
          <p aria-hidden="true">{t.typeset("editor.insert")}</p>
          <div role="listbox" id={menuId} aria-label={t.typeset("editor.insert")}>
            {matches.map((tool) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the text keeps the focus and handles the keys.
              <div
                key={tool.name}
                id={optionId(tool.name)}
                role="option"
                tabIndex={-1}
                aria-selected={tool === current}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => insert(tool)}
              >
                <ToolIcon name={tool.icon} />
                <span>{tool.label}</span>
                {tool.hint && <small>{tool.hint}</small>}
              </div>
            ))}
          </div>
          <p aria-hidden="true" className="slash-menu-keys">
            <span>{t.typeset("editor.slash.choose")}</span>
            <span>{t.typeset("editor.slash.insert")}</span>
            <span>{t.typeset("editor.slash.close")}</span>
          </p>
        </div>
      )}
    </>
  );
}
