import { splitAddress } from "./split-address.ts";

/**
 * The page server sets it on each request that Next answers for one client: path and query as the client sent them. It
 * replaces any value that a client sends under this name.
 */
export const addressHeader = "x-vigie-address";

/**
 * Set likewise if a page that is otherwise shared must be rendered for this client alone: next.config.ts rewrites such a
 * request to `/login/personal`.
 */
export const personalHeader = "x-vigie-personal";

/** Returns the query of the address to which a request was sent; empty without the page server in front. */
export function readRequestQuery(headers: { get(name: string): string | null }): URLSearchParams {
  return new URLSearchParams(splitAddress(headers.get(addressHeader) ?? "").query);
}
