import type { Env } from "#lib/env.ts";

/** A kind of cache in front of the site. */
export type EdgeName = NonNullable<Env["EDGE"]>;

/** What differs between them in responses. */
interface EdgeResponses {
  /** The header with the keys of a page, by which it is purged. */
  keyHeader: string;
  separator: string;
  /** The longest value of that header that the cache reads whole (bytes). */
  maxKeyBytes: number;
  /** The header that says for how long this cache may keep the response. */
  controlHeader: string;
  /**
   * For how long it may keep a page (seconds). A removed page is shown for this long at most if its purge fails or is
   * ignored; Varnish shows it for less, because it expects heartbeats. After this time the cache revalidates, which the
   * site answers from memory.
   */
  maxAge: number;
  /** Browsers get the directives of the page itself, in `controlHeader` too if the cache knows no header of its own. */
  directives(maxAge: number): string;
}

const forCacheOnly = (maxAge: number) => `max-age=${maxAge}`;

/** The limits are those of their documentation. */
export const edgeResponses: Readonly<Record<EdgeName, EdgeResponses>> = {
  varnish: {
    keyHeader: "xkey",
    separator: " ",
    // `http_resp_hdr_len` is 8 KB with the header's name.
    maxKeyBytes: 8_000,
    controlHeader: "CDN-Cache-Control",
    maxAge: 300,
    directives: forCacheOnly,
  },
  fastly: {
    keyHeader: "Surrogate-Key",
    separator: " ",
    maxKeyBytes: 16_000,
    controlHeader: "Surrogate-Control",
    maxAge: 60,
    directives: forCacheOnly,
  },
  cloudflare: {
    keyHeader: "Cache-Tag",
    separator: ",",
    maxKeyBytes: 16_000,
    controlHeader: "CDN-Cache-Control",
    // The free plan admits five purges a minute.
    maxAge: 10,
    directives: forCacheOnly,
  },
  bunny: {
    keyHeader: "CDN-Tag",
    separator: ",",
    maxKeyBytes: 1_024,
    controlHeader: "Cache-Control",
    maxAge: 60,
    directives: (maxAge) => `public, max-age=0, s-maxage=${maxAge}, must-revalidate`,
  },
};
