import { Stars } from "#features/ratings/components/stars.tsx";
import { meanOf, type Ratings } from "#features/ratings/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";

/** What readers thought, below the article: "12 avis, 4,25/5, dont 9 importés", with stars. */
export function RatingSummary({ ratings }: { ratings: Ratings }) {
  const t = translator();
  const mean = meanOf(ratings, siteLocale());
  const { count, legacy } = ratings;
  return (
    <section id="rating" aria-labelledby="rating-heading" className="rating">
      <div>
        <h2 id="rating-heading" className="font-semibold text-plain">
          {t("ratings.heading")}
        </h2>
        <p className="text-mute text-small">
          <span className="figure-whole">
            {count === 0 ? t("ratings.none") : `${t("ratings.count", { count })}, ${mean}`}
          </span>
          {legacy > 0 && legacy < count && <>, {t("ratings.legacy", { count: legacy })}</>}
        </p>
      </div>
      <Stars ratings={ratings} />
    </section>
  );
}
