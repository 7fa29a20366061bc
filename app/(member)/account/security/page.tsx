import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { one } from "#app/(member)/form-page.tsx";
import { FormDone } from "#components/ui/form-done.tsx";
import { requireAccount } from "#features/members/account/loaders.ts";
import { PasskeyList } from "#features/members/components/passkey-list.tsx";
import { PasswordSection } from "#features/members/components/password-section.tsx";
import { SecondStep } from "#features/members/components/second-step.tsx";
import { SessionList } from "#features/members/components/session-list.tsx";
import { StaffStep } from "#features/members/components/staff-step.tsx";
import { loadSecurity } from "#features/members/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";

export const instant = false;
export const generateMetadata = () => accountMetadata("security");

/** What was just done (`?done=`), said in the section where it was, which is where the page comes back to. */
const dones = {
  sessions: ["sessionEnded", "sessionsEnded"],
  passkeys: ["passkeyAdded", "passkeyRemoved"],
  code: ["codeOff"],
} as const;

export default async function SecurityPage({ searchParams }: PageProps<"/account/security">) {
  const { viewer, account } = await requireAccount();
  const [{ sessions, passkeys, secondStep }, settings, given] = await Promise.all([
    loadSecurity(viewer),
    getSettings(),
    searchParams,
  ]);
  const t = translator();
  const when = (moment: Date) =>
    formatDate(moment, { locale: siteLocale(), zone: settings["site.zone"], style: "long" });
  // Asked in the first section that needs it; the others lead there.
  const first = account.hasPassword ? "passkeys" : "password";
  const again = { viewer, hasPassword: account.hasPassword, next: "/account/security" };
  const said = (section: keyof typeof dones) => {
    const done = dones[section].find((name) => name === one(given.done));
    return done && <FormDone>{t(`security.done.${done}`)}</FormDone>;
  };
  const hasCode = viewer.role !== "reader" || secondStep.state === "on";
  const codeDone = said("code");
  return (
    <AccountPage section="security">
      <StaffStep viewer={viewer} passkeys={passkeys.length} />
      <AccountSection
        id="password"
        title={t("account.password.title")}
        lead={account.hasPassword ? t("account.password.lead") : t("account.password.none")}
      >
        <PasswordSection viewer={viewer} hasPassword={account.hasPassword} />
      </AccountSection>
      <AccountSection id="sessions" title={t("security.sessions.title")} lead={t("security.sessions.lead")}>
        {said("sessions")}
        <SessionList sessions={sessions} current={viewer.sessionId} when={when} />
      </AccountSection>
      <AccountSection id="passkeys" title={t("security.passkeys.title")} lead={t("security.passkeys.lead")}>
        {said("passkeys")}
        <PasskeyList
          passkeys={passkeys}
          when={when}
          again={{ ...again, next: `${again.next}#passkeys`, at: first === "passkeys" ? undefined : first }}
        />
      </AccountSection>
      {(hasCode || codeDone) && (
        <AccountSection id="second-step" title={t("security.code.title")} lead={t("security.code.lead")}>
          {codeDone}
          {hasCode && (
            <SecondStep
              standing={secondStep}
              site={settings["site.name"]}
              handle={viewer.handle}
              again={{ ...again, at: first }}
            />
          )}
        </AccountSection>
      )}
    </AccountPage>
  );
}
