"use client";

import { useRef, useState } from "react";
import type { FoundArticle } from "#features/articles/rules.ts";
import { interpolate } from "#lib/interpolate.ts";
import type { EditorHost } from "../editor-host.ts";
import type { EditorLabels } from "../editor-labels.ts";

/** The articles found for the last search, or why it failed; both undefined before any search. */
export function useArticleSearch(searchArticles: EditorHost["searchArticles"]) {
  const [found, setFound] = useState<FoundArticle[] | undefined>(undefined);
  const [problem, setProblem] = useState<string>();
  const asked = useRef("");
  const ask = async (words: string) => {
    asked.current = words;
    setProblem(undefined);
    if (words.trim().length < 2 || /^(https?:|mailto:|\/|#)/.test(words)) return setFound(undefined);
    const answer = await searchArticles(words);
    if (asked.current !== words) return;
    setFound(answer.status === "done" ? answer.value : undefined);
    if (answer.status === "refused") setProblem(answer.message);
  };
  return { found, problem, ask };
}

interface Props {
  found: FoundArticle[] | undefined;
  problem?: string | undefined;
  labels: EditorLabels;
  choose(one: FoundArticle): void;
}

/** Articles to choose one of; how many there are is said to whoever does not see them come. */
export function ArticleSearchResults({ found, problem, labels, choose }: Props) {
  const none = found?.length === 0;
  return (
    <>
      <p role="status" className={none || problem ? undefined : "sr-only"}>
        {problem}
        {found && (none ? labels.foundNone : interpolate(labels.foundCount, { n: String(found.length) }))}
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
