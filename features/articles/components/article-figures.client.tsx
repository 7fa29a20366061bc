"use client";

import { createContext, type ReactNode, useCallback, useContext, useLayoutEffect, useState } from "react";
import type { RatingText } from "../rating-mean.ts";

/** The article's figures that the reader has changed since the page was rendered. */
interface FigureChanges {
  /** The votes, with the reader's own; null if none are left. */
  ratings?: RatingText | null | undefined;
  /** The number of comments that the reader has added. */
  comments?: number | undefined;
}

const FigureChangesContext = createContext<FigureChanges>({});
const ReportContext = createContext<(change: FigureChanges) => void>(() => {});

/** Wraps an article and its discussion. A figure that one part reports changes wherever it is shown. */
export function ArticleFigures({ children }: { children: ReactNode }) {
  const [changes, setChanges] = useState<FigureChanges>({});
  const report = useCallback((change: FigureChanges) => setChanges((now) => ({ ...now, ...change })), []);
  return (
    <ReportContext value={report}>
      <FigureChangesContext value={changes}>{children}</FigureChangesContext>
    </ReportContext>
  );
}

/**
 * Reports a figure that the reader has changed; `undefined` once the page itself shows it. All places change before the
 * browser paints.
 */
export function useReportFigure<K extends keyof FigureChanges>(name: K, value: FigureChanges[K]): void {
  const report = useContext(ReportContext);
  useLayoutEffect(() => report({ [name]: value }), [report, name, value]);
}

/** The mean of the votes and their number, as a link to them; nothing without votes. */
export function RatingFigure({ ratings }: { ratings: RatingText | undefined }) {
  const { ratings: shown = ratings } = useContext(FigureChangesContext);
  if (!shown) return null;
  return (
    <p>
      <a href="#rating">
        <b className="figure-whole">{shown.mean}</b> {shown.count}
      </a>
    </p>
  );
}

/** The number of comments, as a link to them; nothing without comments. `one` and `many`: the nouns. */
export function CommentFigure({ count, one, many }: { count: number; one: string; many: string }) {
  const { comments: added = 0 } = useContext(FigureChangesContext);
  const total = count + added;
  if (total === 0) return null;
  return (
    <p>
      <a href="#comments">
        <b>{total}</b> {total === 1 ? one : many}
      </a>
    </p>
  );
}
