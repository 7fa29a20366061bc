import type { IncomingHttpHeaders } from "node:http";
import { log } from "#lib/log.ts";

/** How much of what a client wrote stands in a line. */
const maxLength = 100;

/**
 * Tells the operator that forms come from an address that the site does not know as its own: at the first, the tenth, the hundredth …
 * The origin is a client's word: whoever wants may cause the line, not choose more of it than a host.
 */
export class AddressNotice {
  #count = 0;
  readonly #siteUrl: string;

  constructor(siteUrl: string) {
    this.#siteUrl = siteUrl;
  }

  /** Forms so far. */
  get count(): number {
    return this.#count;
  }

  /** `refused`: nothing vouched for the form. */
  note(headers: IncomingHttpHeaders, refused: boolean): void {
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
