import { FormAlert } from "#components/ui/form-alert.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { translator } from "#i18n/translator.ts";
import type { LoadedIssue } from "../loaders.ts";
import { previewPath } from "../preview.ts";
import { issuePath, issuesPath, sendingPath } from "../rules.ts";
import { DeleteIssue } from "./delete-issue.client.tsx";
import { IssueChecklist } from "./issue-checklist.tsx";
import { IssueForm } from "./issue-form.client.tsx";

interface Props {
  loaded: LoadedIssue;
  query: string;
  /** What led here: `composed` or `existing`. */
  done: string | undefined;
}

/** The page of an issue: its form while it can be changed, and links to its preview, its sending and its page in the archive. */
export function IssueEditor({ loaded, query, done }: Props) {
  const { issue, items, findings, recipients, zone, schedule, found, date, failure, cancellation } = loaded;
  const t = translator();
  const isOpen = issue.status === "draft" || issue.status === "scheduled";
  return (
    <>
      {(done === "composed" || done === "existing") && <FormSuccess>{t.typeset(`issues.editor.${done}`)}</FormSuccess>}
      <FormAlert>{failure}</FormAlert>
      <p className="admin-list-facts">
        <a href={issuesPath}>{t("issues.editor.back")}</a>
        <span className="admin-status" data-status={issue.status}>
          {t(`issues.status.${issue.status}`)}
        </span>
        <span>{t(`issues.kind.${issue.rhythm ?? "alert"}`)}</span>
        <span>{date}</span>
        {!isOpen && <a href={previewPath(issue.id)}>{t("issues.editor.preview")}</a>}
        {!isOpen && <a href={sendingPath(issue.id)}>{t("issues.editor.progress")}</a>}
        {issue.snapshot && <a href={issuePath(issue.slug)}>{t("issues.editor.archive")}</a>}
      </p>
      {isOpen ? (
        <>
          <IssueChecklist findings={findings} />
          <IssueForm
            issue={issue}
            items={items}
            query={query}
            found={found}
            recipients={recipients}
            zone={zone}
            schedule={schedule}
            blocked={findings.some(({ blocks }) => blocks)}
          />
          {issue.status === "draft" && <DeleteIssue id={issue.id} />}
        </>
      ) : (
        <p>
          {(issue.snapshot && cancellation) ||
            t.typeset(issue.snapshot ? "issues.editor.frozen" : "issues.editor.unsent")}
        </p>
      )}
    </>
  );
}
