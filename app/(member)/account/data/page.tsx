import "#features/auth/components/auth.css";
import { AccountPage, AccountSection, accountMetadata } from "#app/(member)/account/account-page.tsx";
import { DeletionSection } from "#features/account/components/deletion-section.tsx";
import { requireAccount } from "#features/account/loaders.ts";
import { RequireRecentSignIn } from "#features/auth/components/require-recent-sign-in.tsx";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => accountMetadata("data");

export default async function DataPage() {
  const { viewer, account } = await requireAccount();
  const t = translator();
  return (
    <AccountPage section="data">
      <AccountSection id="export" title={t.typeset("account.export.title")} lead={t.typeset("account.export.lead")}>
        <RequireRecentSignIn viewer={viewer} hasPassword={account.hasPassword} next="/account/data">
          <a href="/account/export" className="button">
            {t("account.export.download")}
          </a>
        </RequireRecentSignIn>
      </AccountSection>
      <AccountSection id="delete" title={t("account.deletion.title")} lead={t("account.deletion.lead")}>
        <DeletionSection viewer={viewer} hasPassword={account.hasPassword} />
      </AccountSection>
    </AccountPage>
  );
}
