import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import type { Queue } from "../queries.ts";
import { JobFact } from "./job-fact.tsx";
import { describeQueue, JobName } from "./job-name.tsx";

/** The queues with the numbers of their jobs. */
export function QueueList({ queues }: { queues: readonly Queue[] }) {
  const t = translator();
  const locale = siteLocale();
  const format = (count: number) => formatNumber(count, { locale });
  return (
    <section className="jobs-section" aria-labelledby="jobs-queues">
      <h2 id="jobs-queues">{t("jobs.queueTitle")}</h2>
      {queues.length === 0 ? (
        <p className="admin-empty">{t.typeset("jobs.noQueues")}</p>
      ) : (
        <>
          <p className="admin-intro">{t.typeset("jobs.queueLead")}</p>
          <ul className="jobs-list">
            {queues.map(({ name, waiting, later, active, failed, lastFinishedAt }) => (
              <li key={name} data-queue={name}>
                <JobName plain={describeQueue(name)} technical={name} />
                <dl>
                  <JobFact name={t("jobs.waiting")}>{format(waiting)}</JobFact>
                  <JobFact name={t("jobs.later")}>{format(later)}</JobFact>
                  <JobFact name={t("jobs.active")}>{format(active)}</JobFact>
                  <JobFact name={t("jobs.failed")} isBad={failed > 0}>
                    {format(failed)}
                  </JobFact>
                  <JobFact name={t("jobs.lastFinished")}>
                    {lastFinishedAt ? <FormattedDate at={lastFinishedAt} style="long" /> : t("jobs.none")}
                  </JobFact>
                </dl>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
