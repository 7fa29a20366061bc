import { notFound } from "next/navigation";
import { AccountSection } from "#app/(member)/account/account-page.tsx";
import { DecisionsPage, decisionsMetadata, ExpiredLinkPage } from "#app/(member)/account/decisions/decisions-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { AppealSection } from "#features/moderation/appeals/components/appeal-section.tsx";
import { AcknowledgeWarningForm } from "#features/moderation/statements/components/acknowledge-warning-form.client.tsx";
import { StatementFacts, StatementText } from "#features/moderation/statements/components/statement.tsx";
import { findStatementReader, loadStatement } from "#features/moderation/statements/loaders.ts";
import { statementState, statementTitle } from "#features/moderation/statements/statement-text.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

export const generateMetadata = decisionsMetadata;

export default async function DecisionPage({ params, searchParams }: PageProps<"/account/decisions/[id]">) {
  const reader = await findStatementReader(singleParam((await searchParams).link));
  if (!reader) return <ExpiredLinkPage />;
  const statement = await loadStatement(reader, (await params).id);
  if (!statement) notFound();
  const settings = await getSettings();
  const now = new Date();
  const t = translator();
  const query = reader.link ? `?link=${reader.link}` : "";
  const more = reader.link ? `&link=${reader.link}` : "";
  const appealed = statement.action !== "message" && (statement.appeal !== null || !statement.undone);
  return (
    <DecisionsPage reader={reader}>
      <AccountSection id="decision" title={typeset(statementTitle(statement, siteLocale(), settings["site.zone"]))}>
        <StatementFacts statement={statement} settings={settings} now={now} />
        <StatementText statement={statement} />
        {statement.ban !== null && (
          <p>
            <a href={`/account/decisions/${statement.ban}${query}`}>{t.typeset("statements.partOf")}</a>
          </p>
        )}
        {statement.cascadedComments > 0 && (
          <p>
            <a href={`/account/decisions?with=${statement.id}${more}`}>
              {t("statements.withComments", { count: statement.cascadedComments })}
            </a>
          </p>
        )}
      </AccountSection>
      {statementState(statement, now) === "unread" && !reader.link && (
        <AccountSection
          id="read"
          title={t.typeset("statements.warning.heading")}
          lead={t.typeset("statements.warning.lead")}
        >
          <AcknowledgeWarningForm decision={statement.id} label={t("statements.warning.read")} />
        </AccountSection>
      )}
      {appealed && (
        <AccountSection id="appeal" title={t(statement.appeal ? "appeals.made" : "appeals.heading")}>
          <AppealSection statement={statement} settings={settings} now={now} link={reader.link} />
        </AccountSection>
      )}
      <p className="statement-foot">
        <a href={`/account/decisions${query}`}>{t("statements.all")}</a>
      </p>
    </DecisionsPage>
  );
}
