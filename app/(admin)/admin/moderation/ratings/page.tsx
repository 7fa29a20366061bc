import "#features/moderation/components/decision-feedback.css";
import "#features/moderation/held-votes/components/held-votes.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { HeldVotesProvider } from "#features/moderation/held-votes/components/held-vote-forms.client.tsx";
import { HeldVotesOfArticle } from "#features/moderation/held-votes/components/held-votes.tsx";
import { loadHeldArticles } from "#features/moderation/held-votes/loaders.ts";
import { heldVotesPath } from "#features/ratings/vote-brigading/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("heldVotes.title"));

const messages = [
  "heldVotes",
  "ratings.sending",
  "moderation.memberRecord.actions.done",
  "moderation.memberRecord.actions.undo",
  "moderation.memberRecord.actions.undone",
] as const;

export default async function HeldVotesPage({ searchParams }: PageProps<"/admin/moderation/ratings">) {
  const viewer = await requireModerator();
  const query = await searchParams;
  const t = translator();
  const listed = singleParam(query.state) === "discarded" ? "discarded" : "held";
  const { articles, next, rules } = await loadHeldArticles(listed, singleParam(query.after));
  const done = Number(singleParam(query.done));
  const more = listed === "held" ? "" : "&state=discarded";
  return (
    <AdminPage viewer={viewer} path={heldVotesPath} title={t("heldVotes.title")} messages={messages}>
      <nav aria-label={t("heldVotes.views")} className="admin-filter-links">
        {(["held", "discarded"] as const).map((state) => (
          <a
            key={state}
            href={state === "held" ? heldVotesPath : `${heldVotesPath}?state=${state}`}
            aria-current={state === listed ? "page" : undefined}
          >
            {t(`heldVotes.state.${state}`)}
          </a>
        ))}
      </nav>
      <p className="held-intro">{t.typeset(`heldVotes.intro.${listed}`)}</p>
      <HeldVotesProvider done={Number.isSafeInteger(done) && done > 0 ? done : undefined}>
        {singleParam(query.undone) && <p role="status">{t("moderation.memberRecord.actions.undone")}</p>}
        {articles.length === 0 ? (
          <p className="admin-empty">{t(`heldVotes.none.${listed}`)}</p>
        ) : (
          articles.map((article) => (
            <HeldVotesOfArticle key={article.id} article={article} listed={listed} rules={rules} />
          ))
        )}
      </HeldVotesProvider>
      {(next || singleParam(query.after)) && (
        <p className="admin-pagination">
          {singleParam(query.after) && (
            <a href={listed === "held" ? heldVotesPath : `${heldVotesPath}?state=discarded`}>
              {t("moderation.memberRecord.list.first")}
            </a>
          )}
          {next && (
            <a href={`${heldVotesPath}?after=${next}${more}`} rel="next">
              {t("moderation.memberRecord.list.next")}
            </a>
          )}
        </p>
      )}
    </AdminPage>
  );
}
