import type { ReactNode } from "react";
import { niceCeiling, pickLabelIndexes } from "./axis.ts";
import { ChartTable } from "./chart-table.tsx";

interface Series {
  name: string;
  /** One per category; null if unknown. */
  values: (number | null)[];
}

interface Props {
  /** Unique on the page. */
  id: string;
  title: string;
  /** One sentence about the chart, for screen readers. */
  description: string;
  /** The name of each category: in the table, and below the chart where there is room. */
  categories: string[];
  series: Series[];
  /** Formats a value. */
  formatValue: (value: number) => string;
  /** `bars` stacks the series; `line` draws each separately. */
  kind?: "bars" | "line";
  labels: { table: string; category: string; none: string };
  note?: ReactNode;
}

/** The width of a category and the height of the chart in the drawing's own units; the page stretches it. */
const categoryWidth = 10;
const height = 100;

/** A chart rendered on the server, with its table: the drawing is one image with title and description, the table has all values. */
export function Chart({ id, title, description, categories, series, formatValue, kind = "bars", labels, note }: Props) {
  const totals = categories.map((_, n) =>
    kind === "bars"
      ? series.reduce((sum, { values }) => sum + (values[n] ?? 0), 0)
      : Math.max(0, ...series.map(({ values }) => values[n] ?? 0)),
  );
  const top = niceCeiling(Math.max(0, ...totals));
  const empty = series.every(({ values }) => values.every((value) => !value));
  return (
    <figure className="chart">
      <figcaption>
        <strong>{title}</strong>
        {series.length > 1 && (
          <span className="chart-legend">
            {series.map(({ name }, n) => (
              <span key={name} data-series={n}>
                {name}
              </span>
            ))}
          </span>
        )}
        {note && <span className="chart-note">{note}</span>}
      </figcaption>
      {empty ? (
        <p className="chart-empty">{labels.none}</p>
      ) : (
        <div className="chart-drawing">
          <span className="chart-top" aria-hidden="true">
            {formatValue(top)}
          </span>
          <svg
            role="img"
            aria-labelledby={`${id}-title ${id}-description`}
            viewBox={`0 0 ${Math.max(1, categories.length) * categoryWidth} ${height}`}
            preserveAspectRatio="none"
          >
            <title id={`${id}-title`}>{title}</title>
            <desc id={`${id}-description`}>{description}</desc>
            <path
              className="chart-grid"
              d={`M0 .5H${categories.length * categoryWidth}M0 50H${categories.length * categoryWidth}`}
            />
            {series.map(({ name, values }, n) => (
              <path
                key={name}
                className={kind === "bars" ? "chart-bars" : "chart-line"}
                data-series={n}
                d={kind === "bars" ? bars(series, n, top) : line(values, top)}
              />
            ))}
            <path className="chart-base" d={`M0 ${height}H${categories.length * categoryWidth}`} />
          </svg>
          <ol className="chart-axis" data-each={categories.length <= 12 ? "" : undefined} aria-hidden="true">
            {pickLabelIndexes(categories.length, 6).map((n) => (
              <li key={categories[n]}>{categories[n]}</li>
            ))}
          </ol>
        </div>
      )}
      <ChartTable
        title={title}
        summary={labels.table}
        rowHeading={labels.category}
        columns={series.map(({ name }) => name)}
        rows={categories}
        valueAt={(category, n) => series[n]?.values[category]}
        formatValue={formatValue}
      />
    </figure>
  );
}

const y = (value: number, top: number) => Math.round((height - (value / top) * height) * 100) / 100;

/** Returns the bars of one series, stacked on the previous ones, as one path. */
function bars(series: Series[], seriesIndex: number, top: number): string {
  const values = series[seriesIndex]?.values ?? [];
  return values
    .map((value, n) => {
      if (!value) return "";
      const below = series.slice(0, seriesIndex).reduce((sum, { values: others }) => sum + (others[n] ?? 0), 0);
      const from = y(below, top);
      // A value above zero is always visible.
      const to = Math.min(y(below + value, top), from - 0.8);
      return `M${n * categoryWidth + 1} ${from}V${to}h${categoryWidth - 2}V${from}z`;
    })
    .join("");
}

/** Returns a line through the known values, broken where one is unknown; a single value becomes a short stroke. */
function line(values: (number | null)[], top: number): string {
  let hasPoint = false;
  return values
    .map((value, n) => {
      if (value === null) {
        hasPoint = false;
        return "";
      }
      const point = `${n * categoryWidth + categoryWidth / 2} ${y(value, top)}`;
      const text = hasPoint ? `L${point}` : `M${point}h.01`;
      hasPoint = true;
      return text;
    })
    .join("");
}
