/** Excel recognises a file as UTF-8 only if it begins with this. */
export const csvByteOrderMark = "\ufeff";

/**
 * Characters that make a spreadsheet take a cell for a formula (OWASP, "CSV Injection"), including the full-width
 * forms.
 */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/** Formats one cell: quoted, and with an apostrophe before a formula. */
function formatCell(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  const harmless = typeof value === "string" && formula.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** Formats one line of a CSV file (RFC 4180), with its line end. */
export function csvLine(cells: (string | number | null)[]): string {
  return `${cells.map(formatCell).join(",")}\r\n`;
}
