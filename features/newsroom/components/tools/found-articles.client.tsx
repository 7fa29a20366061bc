"use client";

import { useRef, useState } from "react";
import { findArticles } from "#features/newsroom/actions.ts";
import { idle } from "#lib/action.ts";
import { fill } from "#lib/fill.ts";
import type { Labels } from "../labels.ts";

export type Found = { id: number; slug: string; title: string };

/** Articles that have the words typed last; undefined while nothing was asked. */
export function useFound() {
  const [found, setFound] = useState<Found[] | undefined>(undefined);
  const asked = useRef("");
  const ask = async (words: string) => {
    asked.current = words;
    if (words.trim().length < 2 || /^(https?:|mailto:|\/|#)/.test(words)) return setFound(undefined);
    const form = new FormData();
    form.set("words", words);
    const answer = await findArticles(idle, form).catch(() => undefined);
    if (answer?.status === "done" && asked.current === words) setFound(answer.value);
  };
  return { found, ask };
}

interface Props {
  found: Found[] | undefined;
  labels: Labels;
  choose(one: Found): void;
}

/** Articles to choose one of; how many there are is said to whoever does not see them come. */
export function FoundList({ found, labels, choose }: Props) {
  const none = found?.length === 0;
  return (
    <>
      <p role="status" className={none ? undefined : "sr-only"}>
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
