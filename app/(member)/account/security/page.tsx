import "#features/auth/components/auth.css";
import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { requireAccount } from "#features/account/loaders.ts";
import { PasskeyList } from "#features/auth/components/passkey-list.tsx";
import { PasswordSection } from "#features/auth/components/password-section.tsx";
import { SecondStepSection } from "#features/auth/components/second-step-section.tsx";
import { SessionList } from "#features/auth/components/session-list.tsx";
import { StaffSecondStepNotice } from "#features/auth/components/staff-second-step-notice.tsx";
import { loadSecurity } from "#features/auth/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";

export const generateMetadata = () => accountMetadata("security");

/** Confirmations of what was just done (`?done=`), shown in the section of the action, to which the page returns. */
const doneMessages = {
  sessions: ["sessionEnded", "sessionsEnded"],
  passkeys: ["passkeyAdded", "passkeyRemoved"],
  code: ["codeOff"],
} as const;

export default async function SecurityPage({ searchParams }: PageProps<"/account/security">) {
  const { viewer, account } = await requireAccount();
  const [{ sessions, passkeys, secondStep }, settings, query] = await Promise.all([
    loadSecurity(viewer),
    getSettings(),
    searchParams,
  ]);
  const t = translator();
  const when = (moment: Date) =>
    formatDate(moment, { locale: siteLocale(), zone: settings["site.zone"], style: "long" });
  // Asked in the first section that needs it; the others link there.
  const first = account.hasPassword ? "passkeys" : "password";
  const again = { viewer, hasPassword: account.hasPassword, next: "/account/security" };
  const doneMessage = (section: keyof typeof doneMessages) => {
    const done = doneMessages[section].find((name) => name === singleParam(query.done));
    return done && <FormSuccess>{t(`security.done.${done}`)}</FormSuccess>;
  };
  const hasCode = viewer.role !== "reader" || secondStep.state === "on";
  const codeDone = doneMessage("code");
  return (
    <AccountPage section="security">
      <StaffSecondStepNotice viewer={viewer} passkeys={passkeys.length} />
      <AccountSection
        id="password"
        title={t("account.password.title")}
        lead={account.hasPassword ? t.typeset("account.password.lead") : t.typeset("account.password.none")}
      >
        <PasswordSection viewer={viewer} hasPassword={account.hasPassword} />
      </AccountSection>
      <AccountSection
        id="sessions"
        title={t.typeset("security.sessions.title")}
        lead={t.typeset("security.sessions.lead")}
      >
        {doneMessage("sessions")}
        <SessionList sessions={sessions} current={viewer.sessionId} formatMoment={when} />
      </AccountSection>
      <AccountSection
        id="passkeys"
        title={t.typeset("security.passkeys.title")}
        lead={t.typeset("security.passkeys.lead")}
      >
        {doneMessage("passkeys")}
        <PasskeyList
          passkeys={passkeys}
          when={when}
          recentSignIn={{ ...again, next: `${again.next}#passkeys`, anchor: first === "passkeys" ? undefined : first }}
        />
      </AccountSection>
      {(hasCode || codeDone) && (
        <AccountSection id="second-step" title={t("security.secondStep.title")} lead={t("security.secondStep.lead")}>
          {codeDone}
          {hasCode && (
            <SecondStepSection
              secondStep={secondStep}
              site={settings["site.name"]}
              handle={viewer.handle}
              recentSignIn={{ ...again, anchor: first }}
            />
          )}
        </AccountSection>
      )}
    </AccountPage>
  );
}
