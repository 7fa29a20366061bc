import type { RatingFigures } from "../rating-figures.ts";

/** A histogram of the votes cast here, from five stars to one. */
export function RatingHistogram({ caption, rows }: NonNullable<RatingFigures["histogram"]>) {
  return (
    <figure className="histogram">
      <figcaption>{caption}</figcaption>
      <ol reversed>
        {rows.map(({ stars, votes, count, percent }) => (
          <li key={stars}>
            <span>{stars}</span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect className="bar-track" width="100" height="8" />
              <rect className="bar-fill" width={percent} height="8" />
            </svg>
            <span className="sr-only">{votes}</span>
            <span className="figure-whole" aria-hidden="true">
              {count}
            </span>
          </li>
        ))}
      </ol>
    </figure>
  );
}
