"use client";

import { useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { EditorHost } from "../editor-host.ts";
import { ArticleSearchResults, useArticleSearch } from "./article-search.client.tsx";
import { focusedChain, handlePanelKeys, type PanelProps } from "./panel-keys.ts";
import { parseTypedAddress } from "./typed-address.ts";

interface Props extends PanelProps, Pick<EditorHost, "searchArticles"> {
  announce(sentence: string): void;
}

/** Sets a link's target: an address, or an article found by its title. */
export function LinkPanel({ editor, close, announce, searchArticles }: Props) {
  const t = useTranslator();
  const [before] = useState(String(editor.getAttributes("link").href ?? ""));
  const [href, setHref] = useState(before);
  const { found, problem, ask } = useArticleSearch(searchArticles);
  const set = (clean: string, title?: string) => {
    if (clean === "") focusedChain(editor).extendMarkRange("link").unsetMark("link").run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      const mark = { type: "link", attrs: { href: clean, title: null } };
      focusedChain(editor)
        .insertContent({ type: "text", text: title ?? clean, marks: [mark] })
        .run();
    } else focusedChain(editor).extendMarkRange("link").setMark("link", { href: clean, title: null }).run();
    announce("");
    close();
  };
  /** Applies the typed address, or else the first article found. */
  const apply = () => {
    const clean = href.trim() === before || href.trim() === "" ? href.trim() : parseTypedAddress(href);
    const first = found?.[0];
    if (clean !== undefined) set(clean);
    else if (first) set(`/articles/${first.slug}`, first.title);
    else announce(t.typeset("editor.linkWrong"));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles only keys of the fields inside.
    <div className="editor-panel" onKeyDown={handlePanelKeys(apply, close)}>
      <label>
        {t.typeset("editor.linkAddress")}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: the author opened this panel by its button.
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
        {t.typeset("editor.apply")}
      </button>
      {editor.isActive("link") && (
        <button type="button" className="text-button" onClick={() => set("")}>
          {t.typeset("editor.unlink")}
        </button>
      )}
      <ArticleSearchResults
        found={found}
        problem={problem}
        choose={({ slug, title }) => set(`/articles/${slug}`, title)}
      />
    </div>
  );
}
