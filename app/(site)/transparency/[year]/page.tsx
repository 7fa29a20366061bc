import "#components/charts/charts.css";
import "#components/ui/stacked-table.css";
import "#features/transparency/log/components/moderation-log.css";
import "#features/transparency/report/components/report.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { TrustPage } from "#app/(site)/trust-page.tsx";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import { getSettings } from "#features/settings/cached.ts";
import { describeSite } from "#features/settings/site-metadata.ts";
import { getReport } from "#features/transparency/report/cached.ts";
import { ReportTables } from "#features/transparency/report/components/report-tables.tsx";
import { parseReportYear } from "#features/transparency/report/loaders.ts";
import { transparencyPath } from "#features/transparency/report/rules.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { describePage } from "#lib/page-metadata.ts";

type Props = PageProps<"/transparency/[year]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const year = await parseReportYear((await params).year);
  if (year === undefined) notFound();
  const settings = await getSettings();
  const site = settings["site.name"];
  const t = translator();
  return describePage({
    site: describeSite(settings),
    title: t("transparency.ofYear", { year: String(year) }),
    description: t.typeset("transparency.description", { site }),
    path: `${transparencyPath}/${year}`,
  });
}

export default async function YearPage({ params }: Props) {
  const year = await parseReportYear((await params).year);
  if (year === undefined) notFound();
  const [report, settings] = await Promise.all([getReport(year), getSettings()]);
  const t = translator();
  const zone = settings["site.zone"];
  const path = `${transparencyPath}/${year}`;
  return (
    <TrustPage
      path={transparencyPath}
      title={t.typeset("transparency.ofYear", { year: String(year) })}
      lead={t.typeset("transparency.method", { zone })}
      links={[
        { href: `${path}.csv`, label: t("transparency.asCsv") },
        { href: `${path}.json`, label: t("transparency.asJson") },
        { href: transparencyPath, label: t("transparency.otherYears") },
      ]}
    >
      <div className="log">
        {!report.complete && (
          <p className="report-unfinished">
            {t.typeset("transparency.yearNotOver", {
              at: formatDate(report.madeAt, { locale: siteLocale(), zone, style: "long" }),
            })}
          </p>
        )}
        <ReportTables report={report} rules={listCommunityRules(settings)} />
      </div>
    </TrustPage>
  );
}
