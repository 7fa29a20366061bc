import "#features/dsa-notices/components/dsa-notices.css";
import "#features/reports/components/comment-reports.css";
import { notFound } from "next/navigation";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { NoticeAside, NoticeDetail } from "#features/dsa-notices/components/notice-detail.tsx";
import { loadNotice } from "#features/dsa-notices/loaders.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.notices"));

const messages = [
  "dsaNotices.measure",
  "dsaNotices.reason",
  "dsaNotices.reasonHint",
  "dsaNotices.reasons",
  "dsaNotices.reasonsHint",
  "dsaNotices.submit",
  "reports.mark",
  "reports.unmark",
] as const;

export default async function NoticePage({ params }: PageProps<"/admin/notices/[id]">) {
  const viewer = await requireModerator();
  const settings = await getSettings();
  const { id } = await params;
  const loaded = await loadNotice(id, settings, viewer);
  if (!loaded) notFound();
  return (
    <AdminPage
      viewer={viewer}
      path={`/admin/notices/${id}`}
      title={translator()("dsaNotices.one", { reference: loaded.notice.reference })}
      aside={<NoticeAside loaded={loaded} />}
      messages={messages}
    >
      <NoticeDetail loaded={loaded} rules={listCommunityRules(settings)} hideAt={settings["reports.hideAt"]} />
    </AdminPage>
  );
}
