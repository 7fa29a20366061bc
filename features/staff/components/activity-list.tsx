import { feedKinds } from "#features/members/activity-log/rules.ts";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { settingName } from "#features/settings-admin/components/setting-changes.tsx";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import type { ActivityEntry } from "../activity-log/queries.ts";

/** The activity log, one line per entry: who, what, to what, when. */
export function ActivityList({ lines, hrefOf }: { lines: ActivityEntry[]; hrefOf: (memberId: number) => string }) {
  const t = translator();
  return (
    <ol className="activity-log">
      {lines.map((line) => (
        <li key={`${line.source}${line.id}`}>
          <p>
            {line.actor ? (
              <a href={hrefOf(line.actor.id)}>
                {line.actor.name || t("activityLog.deletedAccount", { id: line.actor.id })}
              </a>
            ) : (
              <strong>{t("activityLog.commandLine")}</strong>
            )}{" "}
            {typeset(describeActivity(line))}
            {line.article && (
              <>
                {" "}
                <a href={`/admin/articles/${line.article.id}`}>
                  {line.article.title || t("activityLog.article", { id: line.article.id })}
                </a>
              </>
            )}
          </p>
          <p className="admin-detail">
            <FormattedDate at={line.at} style="long" />
          </p>
        </li>
      ))}
    </ol>
  );
}

/** Describes an entry in the words that follow the actor's name. */
function describeActivity({ kind, subject: member, key, detail }: ActivityEntry): string {
  const t = translator();
  const role = (name: typeof detail.role) => (name ? t(`roles.${name}`) : "–");
  if (kind === "setting") {
    return t.typeset("activityLog.entries.setting", { key: settingName(key ?? "") });
  }
  if (kind === "correction")
    return t(key === "update" ? "activityLog.entries.update" : "activityLog.entries.correction");
  if (kind === "imported") {
    const { articles = 0, comments = 0 } = detail;
    return t("activityLog.entries.imported", { articles, comments });
  }
  if (kind === "feedsImported") return t("activityLog.entries.feedsImported", { feeds: detail.feeds ?? 0 });
  if (kind === "expertiseGranted" || kind === "expertiseWithdrawn") {
    const subject = member?.name || t("activityLog.deletedAccount", { id: member?.id ?? 0 });
    return t.typeset(`activityLog.entries.${kind}`, { subject });
  }
  const feedKind = feedKinds.find((one) => one === kind);
  if (feedKind)
    return t.typeset(`activityLog.entries.${feedKind}`, {
      subject: member?.name || t("activityLog.feed", { id: member?.id ?? 0 }),
      from: detail.from ?? "–",
      to: detail.to ?? "–",
    });
  if (kind === "invitationWithdrawn")
    return t.typeset("activityLog.entries.invitationWithdrawn", { id: member?.id ?? 0, role: role(detail.role) });
  if (kind === "invited" || kind === "invitedAgain" || kind === "role") {
    const unknown = kind === "role" ? "activityLog.deletedAccount" : "activityLog.invitation";
    const subject = member?.name || t(unknown, { id: member?.id ?? 0 });
    // An account created with its role had none before.
    if (kind === "role" && !detail.before)
      return t.typeset("activityLog.entries.created", { subject, role: role(detail.role) });
    return t.typeset(`activityLog.entries.${kind}`, { subject, before: role(detail.before), role: role(detail.role) });
  }
  return t.typeset(`activityLog.entries.${kind}`, { role: role(detail.role) });
}
