/**
 * Our HTTP server sets it on each request (server/http/guard): the client's address according to TRUST_PROXY, an IPv6
 * address cut to its /64. It replaces whatever a client sends under this name.
 */
export const networkHeader = "x-vigie-network";

/** The network behind a request, for rate limits. "unknown" without our server in front (a test, a script). */
export function readClientNetwork(headers: { get(name: string): string | null }): string {
  return headers.get(networkHeader) || "unknown";
}
