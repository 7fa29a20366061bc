import { actionTitle, ruleTitle } from "#features/moderation/decisions/titles.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { csvByteOrderMark, csvLine } from "#lib/csv.ts";
import { citedReasonTitle } from "../log/log-text.ts";
import type { TransparencyReport } from "./queries.ts";
import { groundTitle } from "./report-text.ts";

/**
 * The report as one CSV table with a row per figure. `section` and the codes are stable across languages, for programs;
 * `label` is for people. The rows of `decisions` add up to `total`.
 */
export function reportCsv(report: TransparencyReport, settings: Settings): string {
  const rules = listCommunityRules(settings);
  const { year, complete, totals, rows, waited, appeals, notices } = report;
  type Row = [
    section: string,
    subject: string,
    action: string,
    reason: string,
    by: string,
    label: string,
    count: number | null,
    undone: number | null,
    overturned: number | null,
  ];
  const figure = (section: string, name: string, count: number | null): Row => [
    section,
    "",
    name,
    "",
    "",
    "",
    count,
    null,
    null,
  ];
  const table: Row[] = [
    ["total", "", "", "", "", "", totals.count, totals.undone, totals.overturned],
    ["total", "", "", "", "automatic", "", totals.automatic, null, null],
    ["total", "", "", "", "people", "", totals.byPeople, null, null],
    ...rows.map(
      (row): Row => [
        ...(["decisions", row.subject, row.action, row.reason, row.automatic ? "automatic" : "people"] as const),
        [actionTitle(row.subject, row.action), citedReasonTitle(row, rules)].filter(Boolean).join(" · "),
        ...([row.count, row.undone, row.overturned] as const),
      ],
    ),
    ...report.rules.map(
      ({ rule, count }): Row => ["rules", "", "", rule, "automatic", ruleTitle(rule), count, null, null],
    ),
    ...report.months.map(
      ({ month, automatic, byPeople }): Row => ["months", "", month, "", "", "", automatic + byPeople, null, null],
    ),
    figure("wait", "decisions", waited.count),
    figure("wait", "median-seconds", waited.median === null ? null : Math.round(waited.median)),
    figure("wait", "nine-in-ten-seconds", waited.nineInTen === null ? null : Math.round(waited.nineInTen)),
    ...(["received", "open", "upheld", "overturned", "moot", "sole"] as const).map((name) =>
      figure("appeals", name, appeals[name]),
    ),
    figure(
      "notices",
      "median-hours",
      report.noticesMedianHours === null ? null : roundToTenth(report.noticesMedianHours),
    ),
    ...notices.flatMap(({ ground, received, action, none, open, contested, medianHours }) =>
      Object.entries({
        received,
        action,
        none,
        open,
        contested,
        "median-hours": medianHours === null ? null : roundToTenth(medianHours),
      }).map(([name, count]): Row => ["notices", "", name, ground, "", groundTitle(ground), count, null, null]),
    ),
  ];
  const header = [
    "year",
    "complete",
    "section",
    "subject",
    "action",
    "reason",
    "by",
    "label",
    "count",
    "undone",
    "overturned",
  ];
  return (
    csvByteOrderMark + [header, ...table.map((row) => [year, complete ? "yes" : "no", ...row])].map(csvLine).join("")
  );
}

/** Hours to one decimal. */
const roundToTenth = (hours: number) => Math.round(hours * 10) / 10;

/** The report as JSON. */
export function reportJson({ madeAt, ...report }: TransparencyReport): string {
  return JSON.stringify({ ...report, madeAt: madeAt.toISOString() }, null, 2);
}
