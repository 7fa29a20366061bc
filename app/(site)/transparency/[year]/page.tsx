import "#components/charts/charts.css";
import "#components/ui/stacked-table.css";
import "#features/transparency/log/components/moderation-log.css";
import "#features/transparency/report/components/report.css";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SiteFrame } from "#app/(site)/frame.tsx";
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
    description: t("transparency.description", { site }),
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
    <SiteFrame>
      <div className="wide log pt-8 md:pt-14">
        <header className="log-head">
          <h1 className="headline">{t.typeset("transparency.ofYear", { year: String(year) })}</h1>
          {!report.complete && (
            <p className="report-unfinished">
              {t.typeset("transparency.yearNotOver", {
                at: formatDate(report.madeAt, { locale: siteLocale(), zone, style: "long" }),
              })}
            </p>
          )}
          <p>{t.typeset("transparency.method", { zone })}</p>
          <p>
            <a href={`${path}.csv`}>{t("transparency.asCsv")}</a>{" "}
            <a href={`${path}.json`}>{t("transparency.asJson")}</a>{" "}
            <a href="/moderation-log">{t("moderationLog.title")}</a>{" "}
            <a href={transparencyPath}>{t("transparency.otherYears")}</a>
          </p>
        </header>
        <ReportTables report={report} rules={listCommunityRules(settings)} />
      </div>
    </SiteFrame>
  );
}
