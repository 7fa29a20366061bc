import { translator } from "#i18n/translator.ts";
import { RatingForm } from "./rating-form.client.tsx";

/** The voting form in the site's language. */
export function RateArticle({ article }: { article: string }) {
  const t = translator();
  const stars = [1, 2, 3, 4, 5].map((count) => t("ratings.stars", { count }));
  return (
    <RatingForm
      article={article}
      labels={{
        legend: t("ratings.vote"),
        hint: t("ratings.hint"),
        restored: t("ratings.kept"),
        stars,
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
      }}
    />
  );
}
