import type { ImportReport } from "#features/wordpress/report.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { intlTags } from "#lib/intl-tags.ts";
import { listProposedSettings, listReportLists, listReportNotes, listReportRows } from "../report-view.ts";

/** The numbers of an import, and what an owner has to look at. */
export function ReportView({ report, dryRun }: { report: ImportReport; dryRun: boolean }) {
  const t = translator();
  const rows = listReportRows(report);
  const notes = listReportNotes(report, t);
  const proposed = listProposedSettings(report);
  const number = new Intl.NumberFormat(intlTags[siteLocale()]);
  return (
    <section className="import-report" aria-labelledby="report">
      <h2 id="report">{t(dryRun ? "imports.report.dryRunTitle" : "imports.report.title")}</h2>
      <p>
        {t.typeset("imports.report.blog", { name: report.blog.title || report.blog.url, address: report.blog.url })}
      </p>
      {rows.length === 0 ? (
        <p className="admin-empty">{t.typeset("imports.report.empty")}</p>
      ) : (
        <div className="stacked-table">
          <table>
            <thead>
              <tr>
                <th scope="col">{t("imports.report.kind")}</th>
                <th scope="col" data-figure="">
                  {t("imports.report.added")}
                </th>
                <th scope="col" data-figure="">
                  {t("imports.report.changed")}
                </th>
                <th scope="col" data-figure="">
                  {t("imports.report.unchanged")}
                </th>
                <th scope="col" data-figure="">
                  {t("imports.report.missing")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ kind, added, changed, unchanged, missing }) => (
                <tr key={kind}>
                  <th scope="row">{t(`imports.report.kinds.${kind}`)}</th>
                  <td data-figure="" data-zero={added === 0} data-label={t("imports.report.added")}>
                    {number.format(added)}
                  </td>
                  <td data-figure="" data-zero={changed === 0} data-label={t("imports.report.changed")}>
                    {number.format(changed)}
                  </td>
                  <td data-figure="" data-zero={unchanged === 0} data-label={t("imports.report.unchanged")}>
                    {number.format(unchanged)}
                  </td>
                  <td data-figure="" data-zero={missing === 0} data-label={t("imports.report.missing")}>
                    {number.format(missing)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {notes.length > 0 && (
        <ul className="import-notes">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {listReportLists(report, { t, locale: siteLocale() }).map(({ heading, entries, count, more }) => (
        <details key={heading} className="import-list">
          <summary>
            {t.typeset("imports.report.heading", { heading: t.typeset(`imports.report.lists.${heading}`), count })}
          </summary>
          <ul>
            {entries.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be the same, and the list never changes
              <li key={index}>{entry}</li>
            ))}
          </ul>
          {more > 0 && <p>{t.typeset("imports.report.more", { count: more })}</p>}
        </details>
      ))}
      {proposed.length > 0 && (
        <section className="import-proposals" aria-labelledby="proposals">
          <h3 id="proposals">{t.typeset("imports.report.proposals.title")}</h3>
          <dl>
            {proposed.map(({ key, value }) => (
              <div key={key}>
                <dt>{t(`imports.report.proposals.${key}`)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <p>
            <a href="/admin/settings">{t.typeset("imports.report.proposals.open")}</a>
          </p>
        </section>
      )}
    </section>
  );
}
