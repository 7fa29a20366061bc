import type { ArchivedIssue } from "#features/newsletter/issues/queries.ts";
import { issuePath } from "#features/newsletter/issues/rules.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** The sent issues with their dates, the newest first. */
export function ArchiveList({ issues }: { issues: readonly ArchivedIssue[] }) {
  const t = translator();
  if (issues.length === 0) return <p className="archive-empty">{t.typeset("issues.archive.none")}</p>;
  return (
    <ol className="archive-list">
      {issues.map(({ id, slug, kind, startedAt, snapshot }) => (
        <li key={id}>
          <p className="archive-date">
            {kind === "alert" && <strong>{t("issues.mail.alert")}</strong>}
            <FormattedDate at={startedAt} style="short" />
          </p>
          <h3>
            <a href={issuePath(slug)}>{typeset(snapshot.subject)}</a>
          </h3>
          {snapshot.preheader && <p>{typeset(snapshot.preheader)}</p>}
        </li>
      ))}
    </ol>
  );
}
