import "#components/ui/confirmed-button.css";
import "#features/jobs/components/jobs.css";
import { AdminPage, adminMetadata } from "#app/(admin)/admin-page.tsx";
import { singleParam } from "#app/(member)/form-page.tsx";
import { requireAdmin } from "#features/auth/loaders.ts";
import { JobFailures } from "#features/jobs/components/job-failures.tsx";
import { QueueList } from "#features/jobs/components/queue-list.tsx";
import { ScheduleList } from "#features/jobs/components/schedule-list.tsx";
import { WorkerState } from "#features/jobs/components/worker-state.tsx";
import { loadJobs } from "#features/jobs/loaders.ts";
import { translator } from "#i18n/translator.ts";

export const generateMetadata = () => adminMetadata(translator()("admin.navigation.jobs"));

export default async function JobsPage({ searchParams }: PageProps<"/admin/jobs">) {
  const viewer = await requireAdmin();
  const { after, done } = await searchParams;
  const { health, queues, schedules, failures, isFirstPage, now } = await loadJobs(singleParam(after));
  const t = translator();
  return (
    <AdminPage viewer={viewer} path="/admin/jobs" title={t("admin.navigation.jobs")}>
      <p className="admin-intro">{t.typeset("jobs.lead")}</p>
      <WorkerState health={health} />
      <JobFailures {...failures} isFirstPage={isFirstPage} done={singleParam(done)} now={now} />
      <ScheduleList schedules={schedules} now={now} />
      <QueueList queues={queues} />
    </AdminPage>
  );
}
