import { FiguresTable } from "./figures-table.tsx";

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
  const format = (value: number | null | undefined) =>
    value === null || value === undefined ? "–" : formatValue(value);
  return (
    <FiguresTable
      title={title}
      summary={summary}
      summaryLabel={summary}
      columns={[rowHeading, ...columns]}
      rows={rows.map((row, y) => [row, ...columns.map((_, x) => format(valueAt(y, x)))])}
    />
  );
}
