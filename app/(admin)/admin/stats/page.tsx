import "#components/charts/charts.css";
import "#components/ui/stacked-table.css";
import "#features/transparency/report/components/report.css";
import "#features/transparency/stats/components/stats.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { requireModerator } from "#features/auth/loaders.ts";
import { ModeratorTable } from "#features/transparency/stats/components/moderator-table.tsx";
import { ModerationCharts } from "#features/transparency/stats/components/stats-charts.tsx";
import { loadModerationStats, loadModeratorFigures } from "#features/transparency/stats/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.stats"));

export default async function StatsPage() {
  const viewer = await requireModerator();
  const [stats, moderators] = await Promise.all([loadModerationStats(), loadModeratorFigures(viewer)]);
  return (
    <AdminPage viewer={viewer} path="/admin/stats" title={translator()("admin.navigation.stats")}>
      <ModerationCharts stats={stats} />
      <ModeratorTable figures={moderators} />
    </AdminPage>
  );
}
