import "#features/newsletter/outbox/components/outbox.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { OutboxList } from "#features/newsletter/outbox/components/outbox-list.tsx";
import { loadOutbox } from "#features/newsletter/outbox/loaders.ts";
import { outboxPath } from "#features/newsletter/outbox/paths.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.outbox"));

export default async function OutboxPage({ searchParams }: PageProps<"/admin/newsletter/outbox">) {
  const viewer = await requireAdmin();
  const outbox = await loadOutbox(singleParam((await searchParams).before));
  return (
    <AdminPage viewer={viewer} path={outboxPath} title={translator()("admin.navigation.outbox")}>
      <OutboxList {...outbox} />
    </AdminPage>
  );
}
