import "#components/admin-shell/admin-forms.css";
import "#features/moderation/try-out/components/try-out.css";
import "#features/settings-admin/protection/components/protection.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { ProtectionForm } from "#features/settings-admin/protection/components/protection-form.client.tsx";
import { loadProtection } from "#features/settings-admin/protection/loaders.ts";
import { protectionPath } from "#features/settings-admin/protection/rules.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("settings.protection.title"));

const messages = ["settings.protection", "settings.tryOut"] as const;

export default async function ProtectionPage() {
  const viewer = await requireAdmin();
  const { parts, trial } = await loadProtection();
  const t = translator();
  return (
    <AdminPage viewer={viewer} path={protectionPath} title={t("settings.protection.title")} messages={messages}>
      <p className="admin-intro">
        {t.typeset("settings.protection.lead")} <a href="/admin/settings#moderation">{t("settings.protection.all")}</a>
      </p>
      <ProtectionForm parts={parts} trial={trial} />
    </AdminPage>
  );
}
