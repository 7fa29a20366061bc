/** The id of a row as an address carries it: 1 to fifteen digits, so below 2^53. Undefined for any other text. */
export function parseId(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}
