"use client";

import { insertBlock } from "../editor/insert-block.ts";
import { type Found, FoundList, useFound } from "./found-articles.client.tsx";
import { keys, type PanelProps } from "./panel.ts";

/** An article of ours as a card in the text. */
export function CardPanel({ editor, labels, close }: PanelProps) {
  const { found, problem, ask } = useFound();
  const choose = ({ id, slug, title }: Found) => {
    insertBlock(editor, { type: "card", attrs: { id: String(id), href: `/articles/${slug}`, title } });
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keys of the fields inside.
    <div className="desk-panel-row" onKeyDown={keys(() => found?.[0] && choose(found[0]), close)}>
      <label>
        {labels.cardSearch}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: one asked for it by the button.
          autoFocus
          type="search"
          onChange={(event) => void ask(event.currentTarget.value)}
        />
      </label>
      <FoundList found={found} problem={problem} labels={labels} choose={choose} />
    </div>
  );
}
