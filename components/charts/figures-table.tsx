interface Props {
  /** Names the table for screen readers. */
  title: string;
  /** The label that opens it. */
  summary: string;
  /** The label for screen readers, if the table's name does not have to be in it. */
  summaryLabel?: string;
  /** The headings of the columns. */
  columns: readonly string[];
  /** Rows of formatted values, each as many as there are columns; the first names the row. */
  rows: readonly (readonly string[])[];
  /** The id of the table, to which a link leads: browsers open it then. */
  id?: string;
}

/** The values behind a drawing, as text, in a table that opens. */
export function FiguresTable({ title, summary, summaryLabel = `${summary} (${title})`, columns, rows, id }: Props) {
  return (
    <details className="chart-table">
      <summary aria-label={summaryLabel}>{summary}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard */}
      <section id={id} tabIndex={0} aria-label={title}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([name = "", ...values], n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other identity, and two may have one name
              <tr key={n}>
                <th scope="row">{name}</th>
                {values.map((value, column) => (
                  <td key={columns[column + 1]}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
