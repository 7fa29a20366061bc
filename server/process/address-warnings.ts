import type { Env } from "#lib/env.ts";
import { isLocalHost } from "#lib/fetch/public-address.ts";

/** Warnings about SITE_URL and TRUST_PROXY when both are valid, but readers would be unprotected or share one client's limits. */
export function findAddressWarnings({ SITE_URL, TRUST_PROXY }: Pick<Env, "SITE_URL" | "TRUST_PROXY">): string[] {
  const { protocol, hostname } = new URL(SITE_URL);
  if (protocol === "https:")
    return TRUST_PROXY > 0
      ? []
      : [
          "SITE_URL is https, so there is a proxy in front, but TRUST_PROXY is 0: all readers count as one client and share its limits. Set TRUST_PROXY=1 (docs/proxies.md).",
        ];
  return isLocalHost(hostname.replace(/^\[(.*)\]$/, "$1"))
    ? []
    : [
        "SITE_URL is http: passwords and sessions cross the network unencrypted. Put a proxy with TLS in front and set SITE_URL=https://… (docs/proxies.md).",
      ];
}
