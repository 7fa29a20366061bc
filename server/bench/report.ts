/** A table row: a name and its cells. */
export type Row = [name: string, ...cells: string[]];

/** Formats a table for the terminal: first column to the left, figures to the right. */
export function table(title: string, head: Row, rows: Row[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: Row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ");
  return [`\n${title}`, line(head), widths.map((width) => "─".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** Formats a figure without false precision; "—" if it was not measured (which JSON writes as null). */
export function figure(value: number | null | undefined, digits = 0): string {
  if (value === undefined || value === null || Number.isNaN(value)) return "—";
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export const kilobytes = (bytes: number) => figure(bytes / 1_024, 1);

export interface Budget {
  name: string;
  value: number;
  max: number;
  unit: string;
}

/** Lists the exceeded budgets, one line each. Only figures that do not depend on the machine have a budget. */
export function listExceeded(budgets: readonly Budget[]): string[] {
  return budgets
    .filter(({ value, max }) => !(value <= max))
    .map(
      ({ name, value, max, unit }) =>
        `over budget: ${name} is ${figure(value, 2)} ${unit}, at most ${figure(max, 2)} ${unit} are allowed`,
    );
}
