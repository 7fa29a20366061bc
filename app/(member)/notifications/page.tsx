import "#features/notifications/components/notifications.css";
import type { Metadata } from "next";
import { singleParam } from "#app/(member)/form-page.tsx";
import { SiteFrame } from "#app/(site)/frame.tsx";
import { ErrorBoundary } from "#components/ui/error-boundary.client.tsx";
import { requireMember } from "#features/auth/loaders.ts";
import { MarkRead } from "#features/notifications/components/mark-read.client.tsx";
import { NotificationList } from "#features/notifications/components/notification-list.tsx";
import { loadNotifications } from "#features/notifications/loaders.ts";
import { formatUnreadCount } from "#features/notifications/rules.ts";
import { ReportOutcomeSwitch } from "#features/reports/components/report-outcome-switch.client.tsx";
import { loadReportOutcomePreference } from "#features/reports/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = (): Metadata => ({
  title: translator()("notifications.title"),
  robots: { index: false },
});

export default async function NotificationsPage({ searchParams }: PageProps<"/notifications">) {
  const viewer = await requireMember();
  const before = singleParam((await searchParams).before);
  const [{ groups, unread, first, newest, older }, hearsOutcomes] = await Promise.all([
    loadNotifications(viewer.id, before),
    loadReportOutcomePreference(viewer.id),
  ]);
  const t = translator();
  const count = t("notifications.unread", { count: unread, shown: formatUnreadCount(unread) });
  return (
    <SiteFrame viewer={viewer}>
      <div className="wide pt-8 md:pt-14">
        <div className="text-column discussion">
          <div className="notifications-head">
            <h1 className="headline">{t("notifications.title")}</h1>
            {newest !== undefined && first && unread > 0 ? (
              <ErrorBoundary>
                <MarkRead
                  until={newest}
                  labels={{ unread: count, mark: t("notifications.mark"), marked: t("notifications.allRead") }}
                />
              </ErrorBoundary>
            ) : (
              groups.length > 0 && <p>{count}</p>
            )}
          </div>
          {groups.length > 0 ? (
            <NotificationList groups={groups} />
          ) : (
            <p className="notifications-empty">{t(first ? "notifications.none" : "notifications.noneOlder")}</p>
          )}
          <p className="notifications-foot">
            {!first && <a href="/notifications">{t("notifications.newest")}</a>}
            {older !== undefined && <a href={`/notifications?before=${older}`}>{t("notifications.older")}</a>}
            <a href="/account/following">{t("account.titles.following")}</a>
            <a href="/account/notifications">{t("notificationMails.settings")}</a>
            <a href="/account/mutes">{t("notifications.mutes")}</a>
          </p>
          <ErrorBoundary>
            <ReportOutcomeSwitch
              notified={hearsOutcomes}
              labels={{ off: t("notifications.reports.turnOff"), on: t("notifications.reports.turnOn") }}
            />
          </ErrorBoundary>
        </div>
      </div>
    </SiteFrame>
  );
}
