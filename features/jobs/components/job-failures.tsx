import { ButtonsForm } from "#components/ui/buttons-form.client.tsx";
import { ConfirmedButton } from "#components/ui/confirmed-button.client.tsx";
import { FormSuccess } from "#components/ui/form-success.tsx";
import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import { decideFailedJobAction } from "../actions.ts";
import type { FailedJob } from "../queries.ts";
import { describeQueue, JobName } from "./job-name.tsx";

interface Props {
  jobs: readonly FailedJob[];
  /** The cursor of the next page. */
  next?: string;
  isFirstPage: boolean;
  /** What a button has just done. */
  done: string | undefined;
  now: Date;
}

/** The jobs whose last attempt failed, newest first, with buttons that retry and delete them. */
export function JobFailures({ jobs, next, isFirstPage, done, now }: Props) {
  const t = translator();
  return (
    <section className="jobs-section" aria-labelledby="failures">
      <h2 id="failures">{t("jobs.failureTitle")}</h2>
      {done === "retry" && <FormSuccess>{t.typeset("jobs.retried")}</FormSuccess>}
      {done === "delete" && <FormSuccess>{t.typeset("jobs.deleted")}</FormSuccess>}
      {jobs.length === 0 ? (
        <p className="admin-empty">{t.typeset(isFirstPage ? "jobs.noFailures" : "jobs.noMoreFailures")}</p>
      ) : (
        <>
          <p className="admin-intro">{t.typeset("jobs.failureLead")}</p>
          <ul className="jobs-list">
            {jobs.map((job) => (
              <FailedJobRow key={job.id} job={job} now={now} />
            ))}
          </ul>
        </>
      )}
      {(next !== undefined || !isFirstPage) && (
        <nav className="admin-pagination" aria-label={t("jobs.pages")}>
          {!isFirstPage && <a href="/admin/jobs#failures">{t("jobs.newest")}</a>}
          {next !== undefined && (
            <a href={`/admin/jobs?after=${next}#failures`} rel="next">
              {t("jobs.older")}
            </a>
          )}
        </nav>
      )}
    </section>
  );
}

function FailedJobRow({ job, now }: { job: FailedJob; now: Date }) {
  const t = translator();
  const name = describeQueue(job.queue);
  const ids = job.ids.join(", ");
  // Tells apart the buttons of several jobs of one queue.
  const described = ids ? `${name}, ${ids}` : name;
  return (
    <li data-failed={job.queue}>
      <JobName plain={name} technical={job.queue} />
      <p className="jobs-cause">{job.cause || t("jobs.noCause")}</p>
      <p className="admin-list-facts">
        {ids && <span>{ids}</span>}
        <span>{t("jobs.attempts", { count: job.attempts })}</span>
        <span>
          {t.typeset("jobs.createdAt")} <FormattedDate at={job.createdAt} style="long" />
        </span>
        {job.nextAt === null ? (
          <span className="admin-failed">{t("jobs.gaveUp")}</span>
        ) : job.nextAt > now ? (
          <span>
            {t.typeset("jobs.nextTry")} <FormattedDate at={job.nextAt} style="long" />
          </span>
        ) : (
          <span>{t("jobs.nextTryNow")}</span>
        )}
      </p>
      <div className="jobs-actions">
        <ButtonsForm
          action={decideFailedJobAction}
          id={job.id}
          className="button-form"
          buttons={[
            {
              act: "retry",
              label: t.typeset("jobs.retry"),
              accessibleLabel: t.typeset("jobs.retryOf", { name: described }),
            },
          ]}
        />
        <ConfirmedButton
          action={decideFailedJobAction}
          id={job.id}
          act="delete"
          label={t("jobs.delete")}
          accessibleLabel={t.typeset("jobs.deleteOf", { name: described })}
          text={t.typeset("jobs.deleteText")}
          confirm={t("jobs.deleteConfirm")}
          done={undefined}
        />
      </div>
    </li>
  );
}
