/** The part of a body that a Range header requests: `[first, last]`, `unsatisfiable`, or undefined for the whole. */
type ByteRange = [first: number, last: number] | "unsatisfiable" | undefined;

/**
 * Reads a Range header (RFC 9110, 14.2). One range of bytes is served; several, another unit or a malformed one get the whole
 * body, as the RFC allows, so that a client cannot make the server send the same bytes many times.
 */
export function parseByteRange(header: string | undefined, length: number): ByteRange {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "");
  if (!match) return undefined;
  const [, from = "", to = ""] = match;
  if (from === "" && to === "") return undefined;
  if (from === "") {
    const suffix = Number(to);
    return suffix === 0 || length === 0 ? "unsatisfiable" : [Math.max(0, length - suffix), length - 1];
  }
  const first = Number(from);
  if (to !== "" && Number(to) < first) return undefined;
  if (first >= length) return "unsatisfiable";
  return [first, to === "" ? length - 1 : Math.min(Number(to), length - 1)];
}
