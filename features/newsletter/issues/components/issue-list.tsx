import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { listIssues } from "../queries.ts";
import { issueEditorPath, issuesPath, sendingPath } from "../rules.ts";

type ListedIssue = Awaited<ReturnType<typeof listIssues>>[number];

interface Props {
  issues: ListedIssue[];
  /** The cursor of the next page. */
  next: number | undefined;
  isFirstPage: boolean;
}

/** Issues with their state and numbers, the newest first. */
export function IssueList({ issues, next, isFirstPage }: Props) {
  const t = translator();
  if (issues.length === 0)
    return <p className="admin-empty">{t.typeset(isFirstPage ? "issues.list.none" : "issues.list.noMore")}</p>;
  return (
    <>
      <ul className="issue-list">
        {issues.map((issue) => (
          <li key={issue.id}>
            <a className="admin-list-title" href={issueHref(issue)}>
              {typeset(issue.subject) || t("issues.list.noSubject")}
            </a>
            <p className="admin-list-facts">
              <span className="admin-status" data-status={issue.status}>
                {t(`issues.status.${issue.status}`)}
              </span>
              <span>{t(`issues.kind.${issue.rhythm ?? "alert"}`)}</span>
              <span>{t("issues.list.articles", { count: issue.articles })}</span>
              {issue.scheduledAt && issue.status === "scheduled" && (
                <FormattedDate at={issue.scheduledAt} style="long" />
              )}
              {issue.startedAt && <FormattedDate at={issue.startedAt} style="long" />}
              {issue.startedAt && <span>{t("issues.recipients", { count: issue.sent ?? issue.recipients })}</span>}
            </p>
          </li>
        ))}
      </ul>
      {(next !== undefined || !isFirstPage) && (
        <nav className="issue-pages" aria-label={t("issues.list.pages")}>
          {!isFirstPage && <a href={issuesPath}>{t("issues.list.newest")}</a>}
          {next !== undefined && (
            <a href={`${issuesPath}?before=${next}`} rel="next">
              {t("issues.list.older")}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

const issueHref = ({ id, status }: ListedIssue) =>
  status === "draft" || status === "scheduled" ? issueEditorPath(id) : sendingPath(id);
