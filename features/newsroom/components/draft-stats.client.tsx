"use client";

import { useSyncExternalStore } from "react";
import { readingMinutes } from "#features/articles/rules.ts";
import { interpolate } from "#lib/interpolate.ts";
import type { WordCountStore } from "../editor-session/browser/word-count-store.ts";
import type { SiteClock } from "./format-time.ts";
import type { Labels } from "./labels.ts";

interface Props {
  length: WordCountStore;
  /** The number of findings of the checklist; null before the first save. */
  checks: number | null;
  clock: SiteClock;
  labels: Labels;
}

/** The length of the text and the number of things to check, in the bar that stays in view. Not announced, because both change while one types. */
export function DraftStats({ length, checks, clock: { locale }, labels }: Props) {
  const words = useSyncExternalStore(length.subscribe, length.get, length.get);
  const one = (count: number) => new Intl.PluralRules(locale).select(count) === "one";
  const inWords = (label: string, count: number) =>
    interpolate(label, { n: new Intl.NumberFormat(locale).format(count) });
  return (
    <p className="draft-stats">
      <span className="draft-stats-words">
        {inWords(one(words) ? labels.oneWord : labels.words, words)}
        {words > 0 && <> · {inWords(labels.minutes, readingMinutes(words))}</>}
      </span>
      {checks !== null && (
        <a href="#checklist" data-left={checks > 0 ? "" : undefined}>
          {checks === 0 ? labels.nothingLeft : inWords(one(checks) ? labels.oneCheckLeft : labels.checksLeft, checks)}
        </a>
      )}
    </p>
  );
}
