"use client";

import { useRef, useState } from "react";
import { findArticles } from "#features/newsroom/actions.ts";
import { idle } from "#lib/action.ts";

export type Found = { id: number; slug: string; title: string };

/** Articles that have the words typed last. */
export function useFound() {
  const [found, setFound] = useState<Found[]>([]);
  const asked = useRef("");
  const ask = async (words: string) => {
    asked.current = words;
    if (words.trim().length < 2 || /^(https?:|mailto:|\/|#)/.test(words)) return setFound([]);
    const form = new FormData();
    form.set("words", words);
    const answer = await findArticles(idle, form).catch(() => undefined);
    if (answer?.status === "done" && asked.current === words) setFound(answer.value);
  };
  return { found, ask };
}

/** Articles to choose one of. */
export function FoundList({ found, choose }: { found: Found[]; choose(one: Found): void }) {
  if (found.length === 0) return null;
  return (
    <ul className="desk-found">
      {found.map((one) => (
        <li key={one.id}>
          <button type="button" onClick={() => choose(one)}>
            {one.title}
          </button>
        </li>
      ))}
    </ul>
  );
}
