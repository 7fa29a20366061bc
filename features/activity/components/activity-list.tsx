import { FormattedDate } from "#features/settings/components/moment.tsx";
import { settingName } from "#features/settings/components/setting-changes.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { ActivityEntry } from "../queries.ts";

/** What the staff did, a line each: who, what, to what, when. */
export function ActivityList({ lines, hrefOf }: { lines: ActivityEntry[]; hrefOf: (memberId: number) => string }) {
  const t = translator();
  return (
    <ol className="activity">
      {lines.map((line) => (
        <li key={`${line.source}${line.id}`}>
          <p>
            {line.actor ? (
              <a href={hrefOf(line.actor.id)}>{line.actor.name || t("activity.gone", { id: line.actor.id })}</a>
            ) : (
              <strong>{t("activity.commandLine")}</strong>
            )}{" "}
            {typeset(describeActivity(line))}
            {line.article && (
              <>
                {" "}
                <a href={`/admin/articles/${line.article.id}`}>
                  {line.article.title || t("activity.article", { id: line.article.id })}
                </a>
              </>
            )}
          </p>
          <p className="person-detail">
            <FormattedDate at={line.at} style="long" />
          </p>
        </li>
      ))}
    </ol>
  );
}

/** What was done, in words that follow the name. */
function describeActivity({ kind, subject: person, key, detail }: ActivityEntry): string {
  const t = translator();
  const role = (name: typeof detail.role) => (name ? t(`account.export.roles.${name}`) : "–");
  if (kind === "setting") {
    return t("activity.lines.setting", { key: settingName(key ?? "") });
  }
  if (kind === "correction") return t(key === "update" ? "activity.lines.update" : "activity.lines.correction");
  if (kind === "imported") {
    const { articles = 0, comments = 0 } = detail;
    return t("activity.lines.imported", { articles, comments });
  }
  if (kind === "invitationWithdrawn")
    return t("activity.lines.invitationWithdrawn", { id: person?.id ?? 0, role: role(detail.role) });
  if (kind === "invited" || kind === "invitedAgain" || kind === "role") {
    const unknown = kind === "role" ? "activity.gone" : "activity.invitation";
    const subject = person?.name || t(unknown, { id: person?.id ?? 0 });
    // An account that was made with its role had none before.
    if (kind === "role" && !detail.before) return t("activity.lines.created", { subject, role: role(detail.role) });
    return t(`activity.lines.${kind}`, { subject, before: role(detail.before), role: role(detail.role) });
  }
  return t(`activity.lines.${kind}`, { role: role(detail.role) });
}
