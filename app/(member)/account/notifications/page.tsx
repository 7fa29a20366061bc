import "#features/follows/components/follows.css";
import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { requireMember } from "#features/auth/loaders.ts";
import { MailSettings, MutedDiscussions } from "#features/notifications/components/mail-settings.tsx";
import { loadMailSettings } from "#features/notifications/settings/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => accountMetadata("notifications");

export default async function NotificationSettingsPage() {
  const viewer = await requireMember();
  const { chosen, muted } = await loadMailSettings(viewer.id);
  const t = translator();
  return (
    <AccountPage section="notifications">
      <AccountSection id="mails" title={t("notificationSettings.section")} lead={t("notificationSettings.intro")}>
        {!viewer.confirmed && (
          <p className="account-lead">
            {t.typeset("notificationSettings.unconfirmed")} <a href="/confirm">{t("notificationSettings.confirm")}</a>
          </p>
        )}
        <MailSettings chosen={chosen} viewer={viewer} />
        <p className="mt-4">
          <a href="/account/following">{t("notificationSettings.following")}</a>
        </p>
      </AccountSection>
      {muted.length > 0 && (
        <AccountSection
          id="muted"
          title={t("notificationSettings.muted", { count: muted.length })}
          lead={t("notificationSettings.mutedLead")}
        >
          <MutedDiscussions muted={muted} />
        </AccountSection>
      )}
    </AccountPage>
  );
}
