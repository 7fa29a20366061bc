import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { requireAccount } from "#features/members/account/loaders.ts";
import { PasswordSection } from "#features/members/components/password-section.tsx";
import { translator } from "#i18n/translator.ts";

export const instant = false;
export const generateMetadata = () => accountMetadata("security");

export default async function SecurityPage() {
  const { viewer, account } = await requireAccount();
  const t = translator();
  return (
    <AccountPage section="security">
      <AccountSection
        id="password"
        title={t("account.password.title")}
        lead={account.hasPassword ? t("account.password.lead") : t("account.password.none")}
      >
        <PasswordSection viewer={viewer} hasPassword={account.hasPassword} />
      </AccountSection>
    </AccountPage>
  );
}
