import type { IncomingHttpHeaders } from "node:http";
import { splitAddress } from "#lib/split-address.ts";

/**
 * The part of the query that selects a page at a path; nothing else in the query changes a shared page. `parameters`: by
 * name, the values that are valid. `canonicalQuery`: returns the one spelling of a query, bounded in length; it must return
 * what it returned unchanged. `hasFreeText`: anyone can make up any number of pages with such queries.
 */
export type QueryRule = { path: { test(path: string): boolean } } & (
  | { parameters: Record<string, RegExp> }
  | { canonicalQuery(query: string): string; hasFreeText?: true }
);

export interface PageKey {
  /** The identity of the response. */
  id: string;
  /** The canonical address to request from Next. */
  url: string;
  /** The address without the query of the client router: one Next page, in all its forms. */
  page: string;
  /** `payload`: what the client router fetches; stored separately from what people and robots fetch. */
  kind: "html" | "payload";
  /** The header that selects a payload. */
  headers: Record<string, string>;
  /** Anyone can make up any number of pages at this path: they are stored apart from the others. */
  hasFreeText: boolean;
}

/**
 * Returns the same path for every spelling of its percent-encodings; undefined if it is malformed or could leave its
 * segment.
 */
export function normaliseUrlPath(path: string): string | undefined {
  if (!path.startsWith("/")) return undefined;
  // Nearly every request: nothing to decode, nothing to encode, no dot segment.
  if (/^(\/(?!\.{0,2}(\/|$))[\w!$&'()*+,;=:@~.-]*)+$|^\/$/.test(path)) return path;
  try {
    const segments = path.split("/").map(decodeURIComponent);
    if (segments.some((segment) => segment === "." || segment === ".." || segment.includes("\0"))) return undefined;
    return segments
      .map((segment) => encodeURIComponent(segment).replace(/%(?:40|3A|24|26|2B|2C|3B|3D)/g, decodeURIComponent))
      .join("/");
  } catch {
    return undefined; // a broken escape, or a lone surrogate
  }
}

/**
 * Returns the part of `query` that `rule` knows, in one spelling: its parameters in a fixed order, with the first valid
 * value of each. "" if there are none.
 */
function meaningfulQuery(query: string, rule: QueryRule | undefined): string {
  if (query === "" || !rule) return "";
  if ("canonicalQuery" in rule) {
    const canonical = rule.canonicalQuery(query);
    return canonical === "" ? "" : `?${canonical}`;
  }
  const parameters = new URLSearchParams(query);
  const known = new URLSearchParams();
  for (const [name, shape] of Object.entries(rule.parameters)) {
    const value = parameters.getAll(name).find((candidate) => shape.test(candidate));
    if (value !== undefined) known.set(name, value);
  }
  return known.size === 0 ? "" : `?${known}`;
}

/**
 * Returns the key under which the response to a GET or HEAD of `url` (path and query) may be shared; undefined if the address is malformed. Unknown
 * parameters do not change the key, so they create no entries.
 */
export function pageKey(url: string, headers: IncomingHttpHeaders, rules: readonly QueryRule[]): PageKey | undefined {
  const { path: requested, query } = splitAddress(url);
  const path = normaliseUrlPath(requested);
  if (path === undefined) return undefined;
  const rule = query === "" ? undefined : rules.find((candidate) => candidate.path.test(path));
  const page = path + meaningfulQuery(query, rule);
  const hasFreeText = rule !== undefined && "hasFreeText" in rule;
  if (headers.rsc === undefined) return { id: page, url: page, page, kind: "html", headers: {}, hasFreeText };
  // Without the client's other headers, Next returns the whole page, which all clients can share. It then expects the
  // parameter without a value (`checkRouterHeaders`).
  const id = `${page}${page.includes("?") ? "&" : "?"}_rsc`;
  return { id, url: id, page, kind: "payload", headers: { rsc: "1" }, hasFreeText };
}
