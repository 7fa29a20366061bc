"use client";

import type { FoundArticle } from "#features/articles/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { EditorHost } from "../editor-host.ts";
import { insertBlock } from "../tiptap/insert-block.ts";
import { selectedBlock } from "../tiptap/selected-block.ts";
import { ArticleSearchResults, useArticleSearch } from "./article-search.client.tsx";
import { handlePanelKeys, type PanelProps } from "./panel-keys.ts";

interface Props extends PanelProps, Pick<EditorHost, "searchArticles"> {
  /** The article replaces that of the selected card. */
  isChange?: boolean;
}

/** Inserts one of our articles as a card, or changes the selected card. */
export function CardPanel({ editor, close, searchArticles, isChange = false }: Props) {
  const t = useTranslator();
  const { found, problem, ask } = useArticleSearch(searchArticles);
  const choose = ({ id, slug, title }: FoundArticle) => {
    const attrs = { id: String(id), href: `/articles/${slug}`, title };
    if (isChange && selectedBlock(editor.state)?.type.name === "card") editor.commands.updateAttributes("card", attrs);
    else insertBlock(editor, { type: "card", attrs });
    close();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: handles only keys of the fields inside.
    <div className="editor-panel" onKeyDown={handlePanelKeys(() => found?.[0] && choose(found[0]), close)}>
      <label>
        {t.typeset("editor.cardSearch")}{" "}
        <input
          // biome-ignore lint/a11y/noAutofocus: the author opened this panel by its button.
          autoFocus
          type="search"
          onChange={(event) => void ask(event.currentTarget.value)}
        />
      </label>
      <ArticleSearchResults found={found} problem={problem} choose={choose} />
    </div>
  );
}
