interface Props {
  title: string;
  /** The label that opens the table. */
  summary: string;
  /** The heading of the column of row names. */
  rowHeading: string;
  columns: string[];
  rows: string[];
  /** Undefined or null if unknown. */
  valueAt: (row: number, column: number) => number | null | undefined;
  formatValue: (value: number) => string;
}

/** All values of a chart, in a table that opens below it. */
export function ChartTable({ title, summary, rowHeading, columns, rows, valueAt, formatValue }: Props) {
  return (
    <details className="chart-table">
      <summary>{summary}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section tabIndex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              <th scope="col">{rowHeading}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, y) => (
              <tr key={row}>
                <th scope="row">{row}</th>
                {columns.map((column, x) => {
                  const value = valueAt(y, x);
                  return <td key={column}>{value === null || value === undefined ? "–" : formatValue(value)}</td>;
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
