import { AccountSection } from "#app/(member)/account/account-page.tsx";
import { DecisionsPage, decisionsMetadata, ExpiredLinkPage } from "#app/(member)/account/decisions/decisions-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { StatementList } from "#features/moderation/statements/components/statement.tsx";
import { findStatementReader, loadStatements } from "#features/moderation/statements/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = decisionsMetadata;

export default async function DecisionsListPage({ searchParams }: PageProps<"/account/decisions">) {
  const search = await searchParams;
  const reader = await findStatementReader(singleParam(search.link));
  if (!reader) return <ExpiredLinkPage />;
  const { statements, first, withBan, older } = await loadStatements(reader, {
    before: singleParam(search.before),
    with: singleParam(search.with),
  });
  const t = translator();
  const to = (query: Record<string, string | number | undefined>) => {
    const all = { with: withBan, ...query, link: reader.link };
    const known = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
    return `/account/decisions${known.length > 0 ? `?${new URLSearchParams(known)}` : ""}`;
  };
  return (
    <DecisionsPage reader={reader}>
      <AccountSection
        id="decisions"
        title={t(withBan === undefined ? "statements.list.title" : "statements.list.with")}
        lead={withBan === undefined ? t.typeset("statements.list.lead") : undefined}
      >
        {statements.length > 0 ? (
          <StatementList statements={statements} settings={await getSettings()} now={new Date()} link={reader.link} />
        ) : (
          <p>{t.typeset("statements.list.none")}</p>
        )}
        <p className="statement-foot">
          {!first && <a href={to({})}>{t("statements.list.newest")}</a>}
          {older !== undefined && <a href={to({ before: older })}>{t("statements.list.older")}</a>}
          {withBan !== undefined && <a href={to({ with: undefined })}>{t("statements.all")}</a>}
        </p>
      </AccountSection>
    </DecisionsPage>
  );
}
