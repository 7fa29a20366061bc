"use client";

import { type ReactNode, useState } from "react";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { useReportFigure } from "#features/articles/components/article-figures.client.tsx";
import type { RatingFigures } from "../rating-figures.ts";
import { RatingForm, type RatingFormLabels } from "./rating-form.client.tsx";
import { RatingHistogram } from "./rating-histogram.tsx";
import { Stars } from "./stars.tsx";

interface Props {
  /** The article's slug. */
  article: string;
  figures: RatingFigures;
  heading: ReactNode;
  labels: RatingFormLabels;
}

/** An article's votes and the viewer's own. The response to a vote replaces the figures until the page has new ones. */
export function RatingPanel({ article, figures, heading, labels }: Props) {
  const [answered, setAnswered] = useState<{ to: RatingFigures; figures: RatingFigures }>();
  const changed = answered?.to === figures ? answered.figures : undefined;
  const { mean, summary, text, imported, histogram } = changed ?? figures;
  useReportFigure("ratings", changed && (changed.text ?? null));
  return (
    <>
      <div>
        {heading}
        <div className="rating-mean">
          {text && (
            // The summary says the same.
            <b className="figure-whole" aria-hidden="true">
              {text.mean.split("/")[0]}
            </b>
          )}
          <div>
            <Stars mean={mean} />
            <p className="text-mute text-small">
              <span className="figure-whole">{summary}</span>
              {imported && <>, {imported}</>}
            </p>
          </div>
        </div>
        {histogram && <RatingHistogram {...histogram} isPartial={imported !== undefined} />}
      </div>
      <ErrorBoundary>
        <RatingForm
          article={article}
          labels={labels}
          onFigures={(next) => setAnswered({ to: figures, figures: next })}
        />
      </ErrorBoundary>
    </>
  );
}
