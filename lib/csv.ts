/** Excel takes a file for UTF-8 only with this at its beginning. */
export const csvByteOrderMark = "\ufeff";

/** What makes a spreadsheet take a cell for a formula (OWASP, "CSV Injection"), the full-width forms included. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/** One cell: quoted, and with an apostrophe before what a spreadsheet would calculate. */
function formatCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const harmless = typeof value === "string" && formula.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** One line of a CSV file (RFC 4180), with its end. */
export function csvLine(cells: (string | number | null)[]): string {
  return `${cells.map(formatCell).join(",")}\r\n`;
}
