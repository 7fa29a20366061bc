import "#components/charts/charts.css";
import "#components/charts/panel-drawings.css";
import "#features/health/components/health.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { HealthLead } from "#features/health/components/health-lead.tsx";
import { HealthOverview } from "#features/health/components/health-overview.tsx";
import { parsePeriod } from "#features/health/history/rules.ts";
import { loadHealth } from "#features/health/loaders.ts";
import { describeVerdict } from "#features/health/wording/verdict.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.health"));

export default async function HealthPage({ searchParams }: PageProps<"/admin/health">) {
  const viewer = await requireAdmin();
  const { period, done } = await searchParams;
  const view = await loadHealth(parsePeriod(singleParam(period)));
  const title = describeVerdict(view.examination, view.now, view.style);
  return (
    <AdminPage viewer={viewer} path="/admin/health" title={title} lead={<HealthLead view={view} />}>
      <HealthOverview view={view} done={singleParam(done)} />
    </AdminPage>
  );
}
