/**
 * Our HTTP server sets it on each request that Next answers for one client: path and query as the client sent them. It
 * replaces whatever a client sends under this name.
 */
export const addressHeader = "x-vigie-address";

/**
 * Set likewise on a request whose page is rendered for this client alone although the others share one: next.config.ts
 * rewrites it to the page for one client.
 */
export const personalHeader = "x-vigie-personal";

/** Returns the query of the address to which a request was sent; empty without our server in front. */
export function readRequestQuery(headers: { get(name: string): string | null }): URLSearchParams {
  const address = headers.get(addressHeader) ?? "";
  return new URLSearchParams(address.slice(address.indexOf("?") + 1 || address.length));
}
