import type { ImportReport } from "#features/wordpress/report.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { intlTags } from "#lib/intl-tags.ts";
import { listReportLists, listReportRows } from "../report-view.ts";

/** The numbers of an import, and what an owner has to look at. */
export function ReportView({ report, dryRun }: { report: ImportReport; dryRun: boolean }) {
  const t = translator();
  const rows = listReportRows(report);
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
      {listReportLists(report, { t, locale: siteLocale() }).map(({ heading, entries, count }) => (
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
          {count > entries.length && <p>{t.typeset("imports.report.more", { count: count - entries.length })}</p>}
        </details>
      ))}
    </section>
  );
}
