/** Splits the address of a request into its path and its query, without the "?" (empty if there is none). */
export function splitAddress(address: string): { path: string; query: string } {
  const mark = address.indexOf("?");
  return mark < 0 ? { path: address, query: "" } : { path: address.slice(0, mark), query: address.slice(mark + 1) };
}
