"use client";

import { useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { searchArticlesAction } from "#features/newsroom/actions.ts";
import type { Labels } from "#features/newsroom/components/labels.ts";
import { interpolate } from "#lib/interpolate.ts";

export type FoundArticle = { id: number; slug: string; title: string };

/** The articles found for the last search, or why it failed; both undefined before any search. */
export function useArticleSearch() {
  const [found, setFound] = useState<FoundArticle[] | undefined>(undefined);
  const [problem, setProblem] = useState<string>();
  const asked = useRef("");
  const ask = async (words: string) => {
    asked.current = words;
    setProblem(undefined);
    if (words.trim().length < 2 || /^(https?:|mailto:|\/|#)/.test(words)) return setFound(undefined);
    const form = new FormData();
    form.set("words", words);
    const answer = await callAction(searchArticlesAction, form);
    if (asked.current !== words) return;
    setFound(answer.status === "done" ? answer.value : undefined);
    if (answer.status === "refused") setProblem(answer.message);
  };
  return { found, problem, ask };
}

interface Props {
  found: FoundArticle[] | undefined;
  problem?: string | undefined;
  labels: Labels;
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
