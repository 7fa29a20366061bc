/**
 * The tags of rows whose content has a length (in bytes, hexadecimal) instead of a line end: text and binary data (React
 * 19.3, `processBinaryChunk` of react-server-dom).
 */
const lengthTags = new Set([..."TAOobUSsLlGgMmV"]);

const [colon, comma, newline] = [0x3a, 0x2c, 0x0a];

interface FlightRow {
  /** The row's number; -1 for a hint, which has none. */
  id: number;
  bytes: Buffer;
}

/**
 * Sorts the rows of a page's payload by id; rows with the same id keep their order. React writes a row as soon as its
 * data is ready, so two renders of the same content differ in the order of their rows, and its client accepts any order.
 * Returns undefined if the payload cannot be parsed.
 */
export function sortFlightRows(payload: string): string | undefined {
  const rows = splitFlightRows(Buffer.from(payload));
  if (!rows) return undefined;
  return Buffer.concat(rows.sort(compareRows).map(({ bytes }) => bytes)).toString();
}

/** A resource that the page asks the browser to load early. */
export interface PreloadHint {
  href: string;
  as: string;
  options: Record<string, unknown>;
}

/** A hint: a row without a number. */
const hintPattern = /:H([A-Z])(.*)\n/y;

/** Lists the resources in the hints (`:HL[href, as, options]`) with which a sorted payload begins, in its order. */
export function listPreloadHints(sorted: string): PreloadHint[] {
  const hints: PreloadHint[] = [];
  hintPattern.lastIndex = 0;
  for (let row = hintPattern.exec(sorted); row; row = hintPattern.exec(sorted)) {
    const [, kind, json = ""] = row;
    if (kind !== "L") continue;
    const [href, as, options = {}]: unknown[] = JSON.parse(json);
    if (typeof href === "string" && typeof as === "string")
      hints.push({ href, as, options: { ...(options as object) } });
  }
  return hints;
}

function compareRows(a: FlightRow, b: FlightRow): number {
  // Hints have no id, so they are sorted by content.
  return a.id - b.id || (a.id === -1 ? Buffer.compare(a.bytes, b.bytes) : 0);
}

function splitFlightRows(payload: Buffer): FlightRow[] | undefined {
  const rows: FlightRow[] = [];
  for (let at = 0; at < payload.length; ) {
    const mark = payload.indexOf(colon, at);
    if (mark < 0) return undefined;
    const id = mark === at ? "" : payload.toString("latin1", at, mark);
    if (!/^[0-9a-f]{0,8}$/.test(id)) return undefined;
    const end = endOfRow(payload, mark + 1);
    if (end === undefined || end > payload.length) return undefined;
    rows.push({ id: id === "" ? -1 : Number.parseInt(id, 16), bytes: payload.subarray(at, end) });
    at = end;
  }
  return rows;
}

/** The index after the row whose tag or content begins at `at`. */
function endOfRow(payload: Buffer, at: number): number | undefined {
  if (!lengthTags.has(String.fromCharCode(payload[at] ?? 0))) {
    const end = payload.indexOf(newline, at);
    return end < 0 ? undefined : end + 1;
  }
  const end = payload.indexOf(comma, at);
  const length = end < 0 ? "" : payload.toString("latin1", at + 1, end);
  return /^[0-9a-f]{1,8}$/.test(length) ? end + 1 + Number.parseInt(length, 16) : undefined;
}
