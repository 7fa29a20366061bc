"use client";

import { useRef, useState } from "react";
import { callAction } from "#components/ui/call-action.ts";
import { findArticles } from "#features/newsroom/actions.ts";
import { fill } from "#lib/fill.ts";
import type { Labels } from "../labels.ts";

export type Found = { id: number; slug: string; title: string };

/** The articles found for the last search, or why it failed; both undefined before any search. */
export function useFound() {
  const [found, setFound] = useState<Found[] | undefined>(undefined);
  const [problem, setProblem] = useState<string>();
  const asked = useRef("");
  const ask = async (words: string) => {
    asked.current = words;
    setProblem(undefined);
    if (words.trim().length < 2 || /^(https?:|mailto:|\/|#)/.test(words)) return setFound(undefined);
    const form = new FormData();
    form.set("words", words);
    const answer = await callAction(findArticles, form);
    if (asked.current !== words) return;
    setFound(answer.status === "done" ? answer.value : undefined);
    if (answer.status === "refused") setProblem(answer.message);
  };
  return { found, problem, ask };
}

interface Props {
  found: Found[] | undefined;
  problem?: string | undefined;
  labels: Labels;
  choose(one: Found): void;
}

/** Articles to choose one of; how many there are is said to whoever does not see them come. */
export function FoundList({ found, problem, labels, choose }: Props) {
  const none = found?.length === 0;
  return (
    <>
      <p role="status" className={none || problem ? undefined : "sr-only"}>
        {problem}
        {found && (none ? labels.foundNone : fill(labels.foundCount, { n: String(found.length) }))}
      </p>
      {found && !none && (
        <ul className="desk-found">
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
