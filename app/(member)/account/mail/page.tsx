import "#features/auth/components/auth.css";
import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { MailLocaleForm } from "#features/account/components/mail-locale-form.client.tsx";
import { StoppedMail } from "#features/account/components/stopped-mail.tsx";
import { loadSuppression, requireAccount } from "#features/account/loaders.ts";
import { EmailForm } from "#features/auth/components/email-form.client.tsx";
import { RequireRecentSignIn } from "#features/auth/components/require-recent-sign-in.tsx";
import { SignupSection } from "#features/newsletter/components/signup-section.tsx";
import { loadMemberSubscription } from "#features/newsletter/preferences/loaders.ts";
import { nameSiteLanguage, translator } from "#i18n/translator.ts";

export const generateMetadata = () => accountMetadata("mail");

export default async function MailPage() {
  const { viewer, account } = await requireAccount();
  const subscription = account.confirmedAt && account.email ? await loadMemberSubscription(account.email) : undefined;
  const suppression = await loadSuppression(account);
  const t = translator();
  return (
    <AccountPage section="mail">
      <AccountSection id="address" title={t("account.email.title")} lead={t("account.email.lead")}>
        <p className="account-value">{account.email}</p>
        {suppression && <StoppedMail reason={suppression.reason} />}
        {!account.confirmedAt && (
          <p className="form-note">
            {t.typeset("account.email.unconfirmed")}{" "}
            <a href="/confirm?next=/account/mail">{t("account.email.confirm")}</a>
          </p>
        )}
        <RequireRecentSignIn viewer={viewer} hasPassword={account.hasPassword} next="/account/mail">
          <EmailForm
            labels={{
              email: t("account.email.email"),
              save: t("account.email.save"),
              sent: t.typeset("account.email.sent", { email: "{email}" }),
            }}
          />
        </RequireRecentSignIn>
      </AccountSection>
      <AccountSection id="newsletter" title={t("subscription.page.title")}>
        <p>
          {t.typeset(`subscription.account.${subscription?.state ?? "none"}`)}{" "}
          {subscription?.state === "active" && <a href={subscription.preferences}>{t("subscription.page.manage")}</a>}
        </p>
        {subscription?.state !== "active" && <SignupSection page="/account/mail" address={account.email} />}
      </AccountSection>
      <AccountSection id="language" title={t("account.language.title")}>
        <MailLocaleForm
          locale={account.mailLocale ?? "site"}
          choices={[
            { value: "site", label: t("account.language.site", { language: nameSiteLanguage() }) },
            { value: "fr", label: t("account.language.fr") },
            { value: "en", label: t("account.language.en") },
          ]}
          labels={{ legend: t("account.language.legend"), save: t("account.save"), saved: t("account.saved") }}
        />
      </AccountSection>
    </AccountPage>
  );
}
