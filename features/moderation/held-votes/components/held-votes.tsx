import type { CommunityRule } from "#features/pages/built-in/built-in-pages.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatRating } from "#lib/numbers.ts";
import { typeset } from "#lib/typography.ts";
import type { HeldArticle, HeldVote, HeldVoteState } from "../queries.ts";
import { AllVotesActions, VoteActions } from "./held-vote-forms.client.tsx";
import { HoldReason } from "./hold-reason.tsx";

/** The held votes of an article: the reasons, the rating that readers see, and the rating with these votes. */
export function HeldVotesOfArticle({
  article,
  listed,
  rules,
}: {
  article: HeldArticle;
  listed: HeldVoteState;
  rules: CommunityRule[];
}) {
  const t = translator();
  const locale = siteLocale();
  const { publicRating, sum, count, votes } = article;
  const mean = (stars: number, votes: number) =>
    votes === 0
      ? t("ratings.none")
      : `${t("ratings.count", { count: votes })}, ${formatRating(stars, votes, locale)}/5`;
  const spread = article.stars
    .map((votes, index) => ({ votes, stars: t("ratings.stars", { count: index + 1 }) }))
    .filter(({ votes }) => votes > 0)
    .map(({ votes, stars }) => `${votes} × ${stars}`)
    .join(", ");
  const citableRules = rules.map(({ anchor, title }) => ({ anchor, title: typeset(title) }));
  return (
    <section className="held-article" aria-labelledby={`held-${article.id}`}>
      <h2 id={`held-${article.id}`}>
        <a href={`/articles/${article.slug}`}>{typeset(article.title)}</a>
      </h2>
      <p>
        <strong>{t.typeset(`heldVotes.count.${listed}`, { count })}</strong> ({spread})
      </p>
      <ul className="held-why">
        {listHoldReasons(votes).map(({ reason, facts }) => (
          <li key={reason}>
            <HoldReason reason={reason} facts={facts} />
          </li>
        ))}
      </ul>
      <p className="admin-detail">
        {t.typeset("heldVotes.means", {
          shown: mean(publicRating.sum, publicRating.count),
          all: mean(publicRating.sum + sum, publicRating.count + count),
        })}
      </p>
      {listed === "held" && (
        <AllVotesActions article={article.id} upTo={article.heldAt.toISOString()} count={count} rules={citableRules} />
      )}
      <table className="held-votes">
        <thead>
          <tr>
            <th scope="col">{t("heldVotes.voter")}</th>
            <th scope="col">{t("heldVotes.vote")}</th>
            <th scope="col">{t("heldVotes.cast")}</th>
            <th scope="col">{t("heldVotes.since")}</th>
            <th scope="col">
              <span className="sr-only">{t("heldVotes.decide")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {votes.map((vote) => (
            <tr key={vote.id}>
              <td>
                <a href={`/admin/moderation/members/${vote.memberId}`}>{vote.name}</a>
              </td>
              <td>{t("ratings.stars", { count: vote.stars })}</td>
              <td data-label={t("heldVotes.cast")}>
                <FormattedDate at={vote.castAt} style="long" />
              </td>
              <td data-label={t("heldVotes.since")}>
                <FormattedDate at={vote.since} style="short" />
              </td>
              <td>
                <VoteActions
                  vote={{ id: vote.id, version: vote.version }}
                  rules={citableRules}
                  name={vote.name}
                  isDiscarded={listed === "discarded"}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {votes.length < count && <p className="admin-detail">{t("heldVotes.more", { count: count - votes.length })}</p>}
    </section>
  );
}

/** Lists the distinct reasons for the holds, with the figures of the newest hold. */
function listHoldReasons(votes: HeldVote[]): HeldVote[] {
  const newest = new Map<string, HeldVote>();
  for (const vote of votes) if (!newest.has(vote.reason)) newest.set(vote.reason, vote);
  return [...newest.values()];
}
