import type { RatingFigures } from "../rating-figures.ts";

interface Props extends NonNullable<RatingFigures["histogram"]> {
  /** Whether there are other votes, whose stars are unknown; otherwise the summary above says how many there are. */
  isPartial: boolean;
}

/** A histogram of the votes cast here, from five stars to one. */
export function RatingHistogram({ caption, rows, isPartial }: Props) {
  return (
    <figure className="histogram">
      <figcaption className={isPartial ? undefined : "sr-only"}>{caption}</figcaption>
      <ol reversed>
        {rows.map(({ value, stars, votes, count, percent }) => (
          <li key={value}>
            <span className="sr-only">{stars}</span>
            <span className="figure-whole" aria-hidden="true">
              {value}
            </span>
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
