import type { ReactNode } from "react";
import { Chart } from "#components/charts/chart.tsx";
import { actionTitle, ruleTitle } from "#features/moderation/decisions/titles.ts";
import type { CommunityRule } from "#features/pages/built-in/built-in-pages.ts";
import { citedReasonTitle } from "#features/transparency/log/log-text.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { intlTags } from "#lib/intl-tags.ts";
import { formatNumber } from "#lib/numbers.ts";
import { typeset } from "#lib/typography.ts";
import type { TransparencyReport } from "../queries.ts";
import { formatWait, groundTitle } from "../report-text.ts";

/** Shown instead of a missing figure. */
const dash = "–";
/** Formats hours as "2 heures"; a dash without a figure. */
const formatHours = (hours: number | null) => (hours === null ? dash : formatWait(hours * 3_600));
const number = (value: number) => formatNumber(value, { locale: siteLocale() });

/** The appeals by outcome: "2 décisions annulées, 1 en cours", without zeros. */
function describeAppeals(appeals: TransparencyReport["appeals"]): string | undefined {
  const t = translator();
  return (
    (["overturned", "upheld", "open", "moot", "sole"] as const)
      .filter((what) => appeals[what] > 0)
      .map((what) => t(`transparency.appealsOf.${what}`, { count: appeals[what] }))
      .join(", ") || undefined
  );
}

/** The report of a year: key figures, charts by month, and tables. */
export function ReportTables({ report, rules }: { report: TransparencyReport; rules: CommunityRule[] }) {
  const t = translator();
  const { totals, waited, appeals, notices, months } = report;
  return (
    <>
      <dl className="report-figures">
        <Figure term={t("transparency.decisions")} value={number(totals.count)} />
        <Figure term={t("transparency.byPeople")} value={number(totals.byPeople)} />
        <Figure term={t("transparency.automatic")} value={number(totals.automatic)} />
        <Figure term={t("transparency.undone")} value={number(totals.undone)} />
        <Figure
          term={t("transparency.median")}
          value={waited.median === null ? dash : formatWait(waited.median)}
          note={
            waited.nineInTen === null ? undefined : t("transparency.nineInTen", { wait: formatWait(waited.nineInTen) })
          }
        />
        <Figure term={t("transparency.appeals")} value={number(appeals.received)} note={describeAppeals(appeals)} />
      </dl>
      <section className="report-part">
        <Chart
          id="months"
          title={t("transparency.byMonth")}
          description={t("transparency.byMonthText")}
          categories={months.map(({ month }) => shortMonth(month))}
          series={[
            { name: t("transparency.byPeople"), values: months.map(({ byPeople }) => byPeople) },
            { name: t("transparency.automatic"), values: months.map(({ automatic }) => automatic) },
          ]}
          formatValue={number}
          labels={{
            table: t("charts.table"),
            category: t("moderationLog.filter.month"),
            none: t("transparency.nothing"),
          }}
        />
      </section>
      <ReportTable
        id="decisions"
        title={t("transparency.byAction")}
        head={[
          t("moderationLog.filter.action"),
          t("moderationLog.reason"),
          t("moderationLog.decidedBy"),
          t("transparency.count"),
          t("transparency.undoneShort"),
          t("transparency.overturnedShort"),
        ]}
        rows={report.rows.map((row) => ({
          key: `${row.subject} ${row.action} ${row.reason} ${row.automatic}`,
          cells: [
            actionTitle(row.subject, row.action),
            citedReasonTitle(row, rules) ?? dash,
            row.automatic ? t("moderationLog.anyRule") : t("moderationLog.byPeople"),
            number(row.count),
            number(row.undone),
            number(row.overturned),
          ],
        }))}
        foot={[t("transparency.total"), "", "", number(totals.count), number(totals.undone), number(totals.overturned)]}
        figures={3}
      />
      <ReportTable
        id="rules"
        title={t("transparency.byRule")}
        head={[t("moderationLog.reason"), t("transparency.count")]}
        rows={report.rules.map(({ rule, count }) => ({ key: rule, cells: [ruleTitle(rule), number(count)] }))}
        foot={[t("transparency.total"), number(totals.automatic)]}
        figures={1}
      />
      <ReportTable
        id="notices"
        title={t("transparency.notices")}
        head={[
          t("transparency.ground"),
          t("transparency.received"),
          t("transparency.acted"),
          t("transparency.notActed"),
          t("transparency.waiting"),
          t("transparency.contested"),
          t("transparency.median"),
        ]}
        rows={notices.map(({ ground, received, action, none, open, contested, medianHours }) => ({
          key: ground,
          cells: [
            groundTitle(ground),
            ...[received, action, none, open, contested].map(number),
            formatHours(medianHours),
          ],
        }))}
        foot={[
          t("transparency.total"),
          ...(["received", "action", "none", "open", "contested"] as const).map((name) =>
            number(notices.reduce((sum, row) => sum + row[name], 0)),
          ),
          formatHours(report.noticesMedianHours),
        ]}
        figures={6}
      />
    </>
  );
}

function Figure({ term, value, note }: { term: string; value: string; note?: string | undefined }) {
  return (
    <div>
      <dt>{typeset(term)}</dt>
      <dd>
        <strong>{typeset(value)}</strong>
        {note && <span>{typeset(note)}</span>}
      </dd>
    </div>
  );
}

interface TableProps {
  id: string;
  title: string;
  head: string[];
  rows: { key: string; cells: string[] }[];
  foot: string[];
  /** The number of numeric columns at the end. */
  figures: number;
  /** Shown instead of a table without rows: "Nothing this year" unless the table is about another time. */
  none?: string;
}

/** A table of figures with a row of totals; on a narrow screen each row is a block. */
export function ReportTable({ id, title, head, rows, foot, figures, none }: TableProps) {
  const cells = (texts: string[], cell: (text: string, numeric: boolean, index: number) => ReactNode) =>
    texts.map((text, index) => cell(text, index >= texts.length - figures, index));
  return (
    <div className="report-part" id={id}>
      <h2>{typeset(title)}</h2>
      {rows.length === 0 ? (
        <p className="chart-empty">{typeset(none ?? translator()("transparency.nothing"))}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
        <section className="stacked-table report-table" tabIndex={0} aria-label={title}>
          <table>
            <thead>
              <tr>
                {cells(head, (text, numeric, index) => (
                  <th key={index} scope="col" data-figure={numeric ? "" : undefined}>
                    {typeset(text)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key}>
                  {cells(row.cells, (text, numeric, index) => (
                    <td
                      key={index}
                      data-figure={numeric ? "" : undefined}
                      data-label={numeric ? head[index] : undefined}
                      data-none={!numeric && text === dash ? "" : undefined}
                    >
                      {typeset(text)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                {cells(foot, (text, numeric, index) => (
                  <td key={index} data-figure={numeric ? "" : undefined} data-label={numeric ? head[index] : undefined}>
                    {text}
                  </td>
                ))}
              </tr>
            </tfoot>
          </table>
        </section>
      )}
    </div>
  );
}

function shortMonth(month: string): string {
  return new Intl.DateTimeFormat(intlTags[siteLocale()], { month: "short", timeZone: "UTC" }).format(
    new Date(`${month}-15T12:00:00Z`),
  );
}
