import { FormattedDate } from "#features/settings/components/formatted-date.tsx";
import { translator } from "#i18n/translator.ts";
import type { listMailReports } from "../bounces/queries.ts";

interface Props {
  reports: Awaited<ReturnType<typeof listMailReports>>["reports"];
  /** The address of the next ones; undefined at the end. */
  next: string | undefined;
}

/** What other mail servers and readers reported about mails: whose, when, and in the server's own words. */
export function MailReportList({ reports, next }: Props) {
  const t = translator();
  return (
    <section className="subscribers-section" id="mail-reports" aria-labelledby="mail-reports-title">
      <h2 id="mail-reports-title">{t("subscribers.reports.title")}</h2>
      <p className="admin-intro">{t.typeset("subscribers.reports.lead")}</p>
      {reports.length === 0 ? (
        <p className="admin-empty">{t("subscribers.reports.none")}</p>
      ) : (
        <ul className="subscriber-list">
          {reports.map(({ id, kind, code, diagnostic, createdAt, address }) => (
            <li key={id}>
              <div>
                <p>{address ?? t("subscribers.reports.unknown")}</p>
                <p className="admin-detail">
                  {t(`subscribers.reports.kinds.${kind}`)} · <FormattedDate at={createdAt} style="long" />
                  {code && ` · ${code}`}
                </p>
                {diagnostic && (
                  <p className="admin-detail">
                    <q lang="">{diagnostic}</q>
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      )}
      {next !== undefined && (
        <p>
          <a className="button" href={next}>
            {t("subscribers.reports.more")}
          </a>
        </p>
      )}
    </section>
  );
}
