import { getSettings } from "#features/settings/cached.ts";
import { translator } from "#i18n/translator.ts";
import { getReport, getReportYears } from "./cached.ts";
import { reportCsv, reportJson } from "./export.ts";

/** Parses the year of a URL; undefined if it has no report. */
export async function parseReportYear(text: string): Promise<number | undefined> {
  if (!/^20\d\d$/.test(text)) return undefined;
  return (await getReportYears()).find((year) => year === Number(text));
}

/** Creates the route handler that responds with a report as a file. */
export function createReportHandler(format: "csv" | "json") {
  return async (_request: Request, { params }: { params: Promise<{ year: string }> }): Promise<Response> => {
    const year = await parseReportYear((await params).year);
    if (year === undefined) return new Response(translator()("refusals.404.text"), { status: 404 });
    const report = await getReport(year);
    return format === "csv"
      ? new Response(reportCsv(report, await getSettings()), { headers: { "content-type": "text/csv; charset=utf-8" } })
      : new Response(reportJson(report), { headers: { "content-type": "application/json; charset=utf-8" } });
  };
}
