"use client";

import { useSyncExternalStore } from "react";
import { readingMinutes } from "#features/articles/rules.ts";
import type { MessageKey } from "#i18n/create-translator.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { WordCountStore } from "../editor-session/browser/word-count-store.ts";
import type { SiteClock } from "./format-time.ts";

interface Props {
  length: WordCountStore;
  /** Number of checklist findings; null before the first save. */
  checks: number | null;
  clock: SiteClock;
}

/**
 * Word count and number of findings, in the bar that stays in view. Not announced, because both change during typing.
 */
export function DraftStats({ length, checks, clock: { locale } }: Props) {
  const t = useTranslator();
  const words = useSyncExternalStore(length.subscribe, length.get, length.get);
  const one = (count: number) => new Intl.PluralRules(locale).select(count) === "one";
  const inWords = (key: MessageKey, count: number) => t(key, { n: new Intl.NumberFormat(locale).format(count) });
  return (
    <p className="draft-stats">
      <span className="draft-stats-words">
        {inWords(one(words) ? "newsroom.form.oneWord" : "newsroom.form.words", words)}
        {words > 0 && <> · {inWords("newsroom.form.minutes", readingMinutes(words))}</>}
      </span>
      {checks !== null && (
        <a href="#checklist" data-left={checks > 0 ? "" : undefined}>
          {checks === 0
            ? t.typeset("newsroom.form.nothingLeft")
            : inWords(one(checks) ? "newsroom.form.oneCheckLeft" : "newsroom.form.checksLeft", checks)}
        </a>
      )}
    </p>
  );
}
