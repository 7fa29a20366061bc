import "#features/moderation/statements/components/statements.css";
import "#features/moderation/appeals/components/appeals.css";
import { notFound } from "next/navigation";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { maxNoteLength } from "#features/decision-history/rules.ts";
import { AppealOutcome, ContestedDecision } from "#features/moderation/appeals/components/appeal-cases.tsx";
import { DecideAppealForm } from "#features/moderation/appeals/components/decide-appeal-form.client.tsx";
import { loadAppeal } from "#features/moderation/appeals/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

export const generateMetadata = () => adminMetadata(translator()("appeals.admin.title"));

export default async function AppealPage({ params }: PageProps<"/admin/appeals/[id]">) {
  const viewer = await requireModerator();
  const found = await loadAppeal((await params).id, viewer);
  if (!found) notFound();
  const { appeal, refusal, sole } = found;
  const t = translator();
  return (
    <AdminPage
      viewer={viewer}
      path={`/admin/appeals/${appeal.id}`}
      title={t("appeals.admin.one", { id: appeal.id })}
      messages={["appeals.admin"]}
    >
      <div className="appeal-case">
        <section aria-labelledby="appeal-member">
          <h2 id="appeal-member">{t("appeals.admin.words")}</h2>
          <blockquote className="statement-quote">{appeal.body ?? t("appeals.admin.gone")}</blockquote>
          <h2>{t("appeals.admin.contested")}</h2>
          <ContestedDecision appeal={appeal} settings={await getSettings()} />
        </section>
        <section aria-labelledby="appeal-answer">
          <h2 id="appeal-answer">{t("appeals.admin.answer")}</h2>
          {appeal.outcome && <AppealOutcome appeal={appeal} />}
          {!appeal.outcome && refusal && <p className="form-note">{typeset(refusal)}</p>}
          {!appeal.outcome && sole && <p className="form-note">{t.typeset("appeals.admin.sole")}</p>}
          {!refusal && (
            <DecideAppealForm appeal={appeal.id} ended={appeal.outcome !== null} maxLength={maxNoteLength} />
          )}
          <p className="statement-foot">
            <a href="/admin/appeals">{t("appeals.admin.back")}</a>
          </p>
        </section>
      </div>
    </AdminPage>
  );
}
