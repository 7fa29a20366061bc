import type { RatingTotals } from "#features/articles/rating-mean.ts";
import { translator } from "#i18n/translator.ts";
import { describeRatings } from "../rating-figures.ts";
import { RatingPanel } from "./rating-panel.client.tsx";
import "./rating.css";

interface Props {
  /** The article's slug. */
  article: string;
  ratings: RatingTotals;
  /** Votes cast here, by stars from one to five. */
  counts: number[];
}

/** The ratings summary below the article ("12 avis, 4,25/5, dont 9 repris de l’ancien site"), with stars, histogram and the viewer's own vote. */
export function RatingSummary({ article, ratings, counts }: Props) {
  const t = translator();
  const stars = [1, 2, 3, 4, 5].map((count) => t("ratings.stars", { count }));
  return (
    <section id="rating" aria-labelledby="rating-heading" className="rating">
      <RatingPanel
        article={article}
        figures={describeRatings(ratings, counts)}
        heading={
          <h2 id="rating-heading" className="font-semibold text-plain">
            {t("ratings.heading")}
          </h2>
        }
        labels={{
          legend: t("ratings.vote"),
          hint: t("ratings.hint"),
          restored: t("ratings.kept"),
          stars,
          meanings: [
            ...["1", "2", "3", "4", "5"].map((value) => t.typeset("ratings.meaning", { stars: value })),
            t("ratings.choose"),
          ],
          submit: t("ratings.submit"),
          change: t("ratings.change"),
          sending: t("ratings.sending"),
          withdraw: t("ratings.withdraw"),
          results: [t("ratings.withdrawn"), ...stars.map((count) => t.typeset("ratings.saved", { stars: count }))],
          held: t.typeset("ratings.held"),
          discarded: t.typeset("ratings.discarded"),
          isAuthor: t.typeset("ratings.isAuthor"),
          unconfirmed: t("ratings.unconfirmed"),
          confirm: t("ratings.confirm"),
          signIn: t("ratings.signIn"),
          email: t("comments.form.email"),
          password: t("comments.form.password"),
          elsewhere: t("ratings.elsewhere"),
          register: t("accounts.toRegister"),
        }}
      />
    </section>
  );
}
