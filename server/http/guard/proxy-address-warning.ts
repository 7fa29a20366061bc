import type { IncomingHttpHeaders } from "node:http";
import { log } from "#lib/log/log.ts";

/** The most that a log line quotes of client input (characters). */
const maxLength = 100;

/**
 * Warns the operator that forms come from an address other than SITE_URL, at the first, tenth, hundredth such form and
 * so on. Any client can forge the origin and so trigger the line, but controls nothing in it except a host.
 */
export class ProxyAddressWarning {
  #count = 0;
  readonly #siteUrl: string;

  constructor(siteUrl: string) {
    this.#siteUrl = siteUrl;
  }

  /** Forms so far. */
  get count(): number {
    return this.#count;
  }

  /** `refused`: the form was not accepted. */
  record(headers: IncomingHttpHeaders, refused: boolean): void {
    this.#count += 1;
    if (!Number.isInteger(Math.log10(this.#count))) return;
    const { origin = "" } = headers;
    const from = URL.canParse(origin) ? new URL(origin).origin.slice(0, maxLength) : "?";
    log.warn(
      { from, siteUrl: this.#siteUrl, host: headers.host?.slice(0, maxLength), forms: this.#count, refused },
      `Forms come from ${from}, but SITE_URL is ${this.#siteUrl}${refused ? ": they are refused" : ""}. If that is this site, start it with SITE_URL=${from}. ` +
        "If the site has several addresses, have the proxy pass on the requested one: nginx `proxy_set_header Host $host;` (docs/proxies.md).",
    );
  }
}
