import { translator } from "#i18n/translator.ts";

/**
 * A histogram of the votes cast here, from five stars to one.
 * @param counts votes with one star to five
 */
export function RatingHistogram({ counts }: { counts: number[] }) {
  const t = translator();
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (
    <figure className="histogram">
      <figcaption>{t("ratings.votesHere", { count: total })}</figcaption>
      <ol reversed>
        {counts
          .map((count, index) => ({ count, stars: index + 1 }))
          .reverse()
          .map(({ count, stars }) => (
            <li key={stars}>
              <span>{t("ratings.stars", { count: stars })}</span>
              <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
                <rect className="bar-track" width="100" height="8" />
                <rect className="bar-fill" width={Math.round((10_000 * count) / total) / 100} height="8" />
              </svg>
              <span className="sr-only">{t("ratings.votes", { count })}</span>
              <span className="figure-whole" aria-hidden="true">
                {count}
              </span>
            </li>
          ))}
      </ol>
    </figure>
  );
}
