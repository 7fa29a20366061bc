import "#features/transparency/log/components/moderation-log.css";
import "#features/transparency/report/components/report.css";
import type { Metadata } from "next";
import { TrustPage } from "#app/(site)/trust-page.tsx";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { getReport, getReportYears } from "#features/transparency/report/cached.ts";
import { transparencyPath } from "#features/transparency/report/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatNumber } from "#lib/numbers.ts";
import { describePage } from "#lib/page-metadata.ts";

export async function generateMetadata(): Promise<Metadata> {
  const settings = await getSettings();
  const site = settings["site.name"];
  const t = translator();
  return describePage({
    site: describeSite(settings),
    title: t("transparency.title"),
    description: t.typeset("transparency.description", { site }),
    path: transparencyPath,
  });
}

/** Lists the years that have a report. */
export default async function TransparencyPage() {
  const t = translator();
  const reports = await Promise.all((await getReportYears()).map((year) => getReport(year)));
  return (
    <TrustPage path={transparencyPath} title={t.typeset("transparency.title")} lead={t.typeset("transparency.lead")}>
      <div className="log">
        <ol className="report-years">
          {reports.map(({ year, complete, totals, appeals }) => (
            <li key={year}>
              <h2>
                <a href={`${transparencyPath}/${year}`}>{year}</a>
              </h2>
              <p>
                {t.typeset("transparency.summary", {
                  count: totals.count,
                  decisions: formatNumber(totals.count, { locale: siteLocale() }),
                  appeals: appeals.received,
                })}
                {!complete && ` · ${t("transparency.unfinished")}`}
              </p>
            </li>
          ))}
        </ol>
      </div>
    </TrustPage>
  );
}
