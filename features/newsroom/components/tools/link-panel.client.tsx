"use client";

import { useState } from "react";
import { addressIn } from "./address.ts";
import { FoundList, useFound } from "./found-articles.client.tsx";
import { keys, type PanelProps, textChain } from "./panel.ts";

/** Where a link leads: an address, or an article found by its words. */
export function LinkPanel({ editor, labels, close, say }: PanelProps & { say(sentence: string): void }) {
  const [before] = useState(String(editor.getAttributes("link").href ?? ""));
  const [href, setHref] = useState(before);
  const { found, problem, ask } = useFound();
  const set = (clean: string, title?: string) => {
    if (clean === "") textChain(editor).extendMarkRange("link").unsetMark("link").run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      const mark = { type: "link", attrs: { href: clean, title: null } };
      textChain(editor)
        .insertContent({ type: "text", text: title ?? clean, marks: [mark] })
        .run();
    } else textChain(editor).extendMarkRange("link").setMark("link", { href: clean, title: null }).run();
    say("");
    close();
  };
  /** An address as it was typed, else the first article that has these words. */
  const apply = () => {
    const clean = href.trim() === before || href.trim() === "" ? href.trim() : addressIn(href);
    const first = found?.[0];
    if (clean !== undefined) set(clean);
    else if (first) set(`/articles/${first.slug}`, first.title);
    else say(labels.linkWrong);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keys of the fields inside.
    <div className="desk-panel-row" onKeyDown={keys(apply, close)}>
      <label>
        {labels.linkAddress}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: one asked for it by the button.
          autoFocus
          type="text"
          value={href}
          onChange={(event) => {
            setHref(event.currentTarget.value);
            void ask(event.currentTarget.value);
          }}
        />
      </label>
      <button type="button" className="button" onClick={apply}>
        {labels.apply}
      </button>
      {editor.isActive("link") && (
        <button type="button" className="text-button" onClick={() => set("")}>
          {labels.unlink}
        </button>
      )}
      <FoundList
        found={found}
        problem={problem}
        labels={labels}
        choose={({ slug, title }) => set(`/articles/${slug}`, title)}
      />
    </div>
  );
}
