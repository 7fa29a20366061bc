"use client";

import type { Editor } from "@tiptap/core";
import type { Command } from "@tiptap/pm/state";
import { useRef } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { moveBlock } from "../tiptap/move-block.ts";
import { deleteBlock, selectedBlock } from "../tiptap/selected-block.ts";
import { useFloating } from "./floating.ts";

interface Props {
  editor: Editor;
  /** Chooses another article for the selected card. */
  changeCard(): void;
}

/** The bar above the selected block: move it, take it out, and for a card choose another article. */
export function BlockBar({ editor, changeCard }: Props) {
  const t = useTranslator();
  const bar = useRef<HTMLDivElement>(null);
  const block = selectedBlock(editor.state);
  const { from } = editor.state.selection;
  useFloating(
    bar,
    () => {
      const dom = block && editor.view.nodeDOM(from);
      return dom instanceof Element ? dom.getBoundingClientRect() : null;
    },
    "above",
  );
  if (!block) return null;
  const run = (command: Command) => () => {
    command(editor.state, editor.view.dispatch, editor.view);
    editor.view.focus();
  };
  const button = (label: string, onClick: () => void, isPossible = true) => (
    <button type="button" aria-disabled={!isPossible} onMouseDown={(event) => event.preventDefault()} onClick={onClick}>
      {label}
    </button>
  );
  return (
    <div ref={bar} role="toolbar" aria-label={t.typeset("editor.block.bar")} className="block-bar">
      {block.type.name === "card" && button(t.typeset("editor.block.change"), changeCard)}
      {button(t.typeset("editor.block.up"), run(moveBlock(-1)), moveBlock(-1)(editor.state))}
      {button(t.typeset("editor.block.down"), run(moveBlock(1)), moveBlock(1)(editor.state))}
      {button(t.typeset("editor.block.remove"), run(deleteBlock(1)))}
    </div>
  );
}
