import "#features/newsroom/components/preview-frame.css";
import "#features/newsletter/outbox/components/outbox.css";
import { notFound } from "next/navigation";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { OutboxMail } from "#features/newsletter/outbox/components/outbox-mail.tsx";
import { loadStoredMail } from "#features/newsletter/outbox/loaders.ts";
import { outboxMailPath, readScheme } from "#features/newsletter/outbox/paths.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.outbox"));

export default async function OutboxMailPage({ params, searchParams }: PageProps<"/admin/newsletter/outbox/[id]">) {
  const viewer = await requireAdmin();
  const { id } = await params;
  const mail = await loadStoredMail(id, viewer);
  if (mail === undefined) notFound();
  const t = translator();
  const path = outboxMailPath(id);
  if (mail === "unreadable")
    return (
      <AdminPage viewer={viewer} path={path} title={t("outbox.noSubject")}>
        <p className="admin-empty">{t.typeset("outbox.unreadable", { file: `mail/${id}.eml` })}</p>
      </AdminPage>
    );
  return (
    <AdminPage
      viewer={viewer}
      path={path}
      title={mail.subject || t("outbox.noSubject")}
      tools={<a href={`${path}/download`}>{t("outbox.download")}</a>}
    >
      <OutboxMail mail={mail} scheme={readScheme(singleParam((await searchParams).scheme))} />
    </AdminPage>
  );
}
