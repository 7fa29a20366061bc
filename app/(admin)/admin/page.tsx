import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireStaff } from "#features/auth/loaders.ts";
import { OutageNotice } from "#features/jobs/components/outage-notice.tsx";
import { loadWorkerHealth } from "#features/jobs/loaders.ts";
import { mayWrite } from "#features/members/policy.ts";
import { NewsroomOverview } from "#features/newsroom/components/newsroom-overview.tsx";
import { loadOverview } from "#features/newsroom/loaders.ts";
import { getSettings } from "#features/settings/cached.ts";
import { ProtectionCard } from "#features/settings-admin/protection/components/protection-card.tsx";
import { loadWaitingCounts } from "#features/staff/loaders.ts";
import { translator } from "#i18n/translator.ts";
import { adminNavigation, countedKinds, navigationForRole } from "../navigation.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.title"));

export default async function OverviewPage() {
  const viewer = await requireStaff();
  const t = translator();
  const items = navigationForRole(viewer.role, adminNavigation).flatMap((group) => group.items);
  const kinds = countedKinds(viewer.role);
  const isAdmin = viewer.role === "admin";
  const [newsroom, counts, health] = await Promise.all([
    loadOverview(viewer),
    loadWaitingCounts(kinds),
    isAdmin ? loadWorkerHealth() : undefined,
  ]);
  const due = items
    .map(({ href, name, count }) => ({ href, name, count: (count && counts[count]) ?? 0 }))
    .filter(({ count }) => count > 0);
  const tools = mayWrite(viewer) && (
    <a className="button button-strong" href="/admin/articles/new">
      {t("newsroom.write")}
    </a>
  );
  return (
    <AdminPage viewer={viewer} path="/admin" title={t("admin.hello", { name: viewer.name })} tools={tools}>
      {health && <OutageNotice health={health} link />}
      {isAdmin && (await getSettings())["moderation.setupReminder"] === 1 && <ProtectionCard />}
      {due.length > 0 && (
        <ul className="admin-due">
          {due.map(({ href, name, count }) => (
            <li key={href}>
              <a href={href}>
                <strong>{count}</strong>
                {t(`admin.navigation.${name}`)}
              </a>
            </li>
          ))}
        </ul>
      )}
      {kinds.length > 0 && due.length === 0 && <p className="admin-empty">{t("admin.nothingWaiting")}</p>}
      {newsroom && <NewsroomOverview {...newsroom} />}
    </AdminPage>
  );
}
