import { ChartTable } from "./chart-table.tsx";

interface Props {
  id: string;
  title: string;
  description: string;
  /** The names of the rows (days) and columns (hours). */
  rows: string[];
  columns: string[];
  /** By row, then column; null if there was nothing. */
  values: (number | null)[][];
  formatValue: (value: number) => string;
  labels: { table: string; none: string; corner: string };
}

/** The number of shades in components/charts/charts.css. */
const shadeCount = 6;
const cellSize = 10;

/** A square for each hour of the week, rendered on the server, with its table. */
export function HeatMap({ id, title, description, rows, columns, values, formatValue, labels }: Props) {
  const highest = Math.max(0, ...values.flat().map((value) => value ?? 0));
  const shade = (value: number | null) =>
    value === null || value <= 0 || highest === 0 ? 0 : Math.max(1, Math.ceil((value / highest) * shadeCount));
  return (
    <figure className="chart heat-map">
      <figcaption>
        <strong>{title}</strong>
      </figcaption>
      {highest === 0 ? (
        <p className="chart-empty">{labels.none}</p>
      ) : (
        <div className="heat-drawing">
          <ol className="heat-rows" aria-hidden="true">
            {rows.map((row) => (
              <li key={row}>{row}</li>
            ))}
          </ol>
          <svg
            role="img"
            aria-labelledby={`${id}-title ${id}-description`}
            viewBox={`0 0 ${columns.length * cellSize} ${rows.length * cellSize}`}
            preserveAspectRatio="none"
          >
            <title id={`${id}-title`}>{title}</title>
            <desc id={`${id}-description`}>{description}</desc>
            {Array.from({ length: shadeCount + 1 }, (_, n) => n).map((level) => (
              <path
                key={level}
                data-shade={level}
                d={values
                  .flatMap((row, y) =>
                    row.map((value, x) =>
                      shade(value) === level ? `M${x * cellSize + 0.5} ${y * cellSize + 0.5}h9v9h-9z` : "",
                    ),
                  )
                  .join("")}
              />
            ))}
          </svg>
          <ol className="chart-axis" data-parts="" aria-hidden="true">
            {columns
              .filter((_, n) => n % 6 === 0)
              .map((column) => (
                <li key={column}>{column}</li>
              ))}
          </ol>
        </div>
      )}
      <ChartTable
        title={title}
        summary={labels.table}
        rowHeading={labels.corner}
        columns={rows}
        rows={columns}
        valueAt={(column, row) => values[row]?.[column]}
        formatValue={formatValue}
      />
    </figure>
  );
}
