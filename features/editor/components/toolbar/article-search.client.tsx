"use client";

import { useRef, useState } from "react";
import type { FoundArticle } from "#features/articles/rules.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { EditorHost } from "../editor-host.ts";

/** The articles found for the last search, or why it failed; both undefined before any search. */
export function useArticleSearch(searchArticles: EditorHost["searchArticles"]) {
  const [found, setFound] = useState<FoundArticle[] | undefined>(undefined);
  const [problem, setProblem] = useState<string>();
  const latestQuery = useRef("");
  const ask = async (words: string) => {
    latestQuery.current = words;
    setProblem(undefined);
    if (words.trim().length < 2 || /^(https?:|mailto:|\/|#)/.test(words)) return setFound(undefined);
    const answer = await searchArticles(words);
    if (latestQuery.current !== words) return;
    setFound(answer.status === "done" ? answer.value : undefined);
    if (answer.status === "refused") setProblem(answer.message);
  };
  return { found, problem, ask };
}

interface Props {
  found: FoundArticle[] | undefined;
  problem?: string | undefined;
  choose(one: FoundArticle): void;
}

/** Articles to choose one from; their number is announced to screen readers. */
export function ArticleSearchResults({ found, problem, choose }: Props) {
  const t = useTranslator();
  const none = found?.length === 0;
  return (
    <>
      <p role="status" className={none || problem ? undefined : "sr-only"}>
        {problem}
        {found && (none ? t.typeset("editor.foundNone") : t.typeset("editor.foundCount", { n: String(found.length) }))}
      </p>
      {found && !none && (
        <ul className="search-results">
          {found.map((one) => (
            <li key={one.id}>
              <button type="button" onClick={() => choose(one)}>
                {one.title}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
