/**
 * Set by our own HTTP server on each request (server/door): who asks, after TRUST_PROXY, an IPv6 address cut to its /64. Whatever a
 * client sends under this name is replaced there.
 */
export const networkHeader = "x-vigie-network";

/** The network behind a request, for limits. "unknown" when our server is not in front (a test, a script). */
export function readClientNetwork(headers: { get(name: string): string | null }): string {
  return headers.get(networkHeader) || "unknown";
}
