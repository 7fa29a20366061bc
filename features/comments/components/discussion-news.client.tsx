"use client";

import { type ReactNode, useEffect, useState } from "react";
import { sortedThreadsPath } from "../rules.ts";
import { formatVisit } from "../visits/format-visit.ts";
import { listNewMarks, useVisit } from "./visit.client.tsx";

interface Props {
  /** The article's slug. */
  article: string;
  count: number;
  /** The page shows all comments of the discussion. */
  isWhole: boolean;
  /** `one`, `many` and `none` contain {when}. */
  labels: { one: string; many: string; none: string; first: string; newest: string };
  /** Shown to those who come for the first time, and before the scripts run. */
  children: ReactNode;
}

/** What is new in the discussion since the reader's previous visit, in place of what others see there. */
export function DiscussionNews({ article, count, isWhole, labels, children }: Props) {
  const { previous, ownNew, isNew } = useVisit();
  const [onPage, setOnPage] = useState<{ total: number; first: string | undefined }>();

  // The marks of the page, once they are rendered: `isNew` changes with them.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => {
    const marks = listNewMarks(document);
    setOnPage({ total: marks.length, first: marks[0]?.closest("article")?.id });
  }, [isNew]);

  if (!previous || !onPage) return <div className="discussion-news">{children}</div>;
  const elsewhere = isWhole ? 0 : count - previous.count - ownNew;
  const total = Math.max(onPage.total, elsewhere);
  const language = document.documentElement.lang;
  const when = formatVisit(previous.at, Date.now(), language);
  const label = total === 0 ? labels.none : total === 1 ? labels.one : labels.many;
  return (
    <div className="discussion-news">
      {/* Not the paragraph of the children: the browser would count its words changing places as a layout shift. */}
      <p key="news">
        {total > 0 && <b className="discussion-news-figure">{total.toLocaleString(language)}</b>}{" "}
        {label.replace("{when}", when)}
      </p>
      {total > 0 && (
        <p>
          {onPage.first ? (
            <a href={`#${onPage.first}`}>{labels.first}</a>
          ) : (
            <a href={`${sortedThreadsPath(article, "newest")}#comments`} rel="nofollow">
              {labels.newest}
            </a>
          )}
        </p>
      )}
    </div>
  );
}
