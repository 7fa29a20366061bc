import { isIP } from "node:net";
import type { Env } from "#lib/env.ts";
import { isPublicAddress } from "#lib/fetch/public-address.ts";

/** Names that never lead to the public internet (RFC 6761, RFC 6762, RFC 9476). */
const localNames = /^[^.]+$|\.(?:localhost|test|example|invalid|local|internal|home\.arpa)$/;

/** Warnings about SITE_URL and TRUST_PROXY when both are valid, but readers would be unprotected or share one client's limits. */
export function findAddressWarnings({ SITE_URL, TRUST_PROXY }: Pick<Env, "SITE_URL" | "TRUST_PROXY">): string[] {
  const { protocol, hostname } = new URL(SITE_URL);
  if (protocol === "https:")
    return TRUST_PROXY > 0
      ? []
      : [
          "SITE_URL is https, so there is a proxy in front, but TRUST_PROXY is 0: all readers count as one client and share its limits. Set TRUST_PROXY=1 (docs/proxies.md).",
        ];
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const isLocal = isIP(host) ? !isPublicAddress(host) : localNames.test(host);
  return isLocal
    ? []
    : [
        "SITE_URL is http: passwords and sessions cross the network unencrypted. Put a proxy with TLS in front and set SITE_URL=https://… (docs/proxies.md).",
      ];
}
