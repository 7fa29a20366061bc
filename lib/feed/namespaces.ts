/** The usual prefix of each namespace that is read; "" are the elements of RSS itself, which has several or none. */
const known = new Map(
  Object.entries({
    "purl.org/rss/1.0": "",
    "my.netscape.com/rdf/simple/0.9": "",
    "channel.netscape.com/rdf/simple/0.9": "",
    "purl.org/net/rss1.1": "",
    "blogs.law.harvard.edu/tech/rss": "",
    "cyber.law.harvard.edu/rss": "",
    "backend.userland.com/rss": "",
    "backend.userland.com/rss2": "",
    "w3.org/2005/atom": "atom",
    "purl.org/atom/ns": "atom",
    "example.com/newformat": "atom",
    "purl.org/dc/elements/1.0": "dc",
    "purl.org/dc/elements/1.1": "dc",
    "purl.org/dc/terms": "dcterms",
    "purl.org/rss/1.0/modules/content": "content",
    "purl.org/rss/1.0/modules/syndication": "sy",
    "search.yahoo.com/mrss": "media",
    "itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "web.resource.org/cc": "cc",
    "creativecommons.org/ns": "cc",
    "w3.org/1999/xhtml": "xhtml",
    "w3.org/1999/02/22-rdf-syntax-ns": "rdf",
    "google.com/schemas/play-podcasts/1.0": "googleplay",
  }),
);
const usualPrefixes = new Set([...known.values()].filter((prefix) => prefix !== ""));

/** Prefixes in scope, from the inside out. */
export interface NamespaceScope {
  bindings: Map<string, string>;
  outer: NamespaceScope | undefined;
}

/** Returns the scope within an element; the outer one if it declares no namespace. */
export function openScope(
  attributes: Record<string, string>,
  outer: NamespaceScope | undefined,
): NamespaceScope | undefined {
  let bindings: Map<string, string> | undefined;
  for (const [name, value] of Object.entries(attributes)) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
    bindings ??= new Map();
    bindings.set(name.slice(6), value);
  }
  return bindings ? { bindings, outer } : outer;
}

/**
 * The name of an element with the usual prefix of its namespace: "dc:creator", whatever the document calls `dc`. Names
 * of RSS itself have none. Unknown namespaces: "other:name", unless their prefix is a usual one.
 */
export function toUsualName(
  name: string,
  scope: NamespaceScope | undefined,
  family: "" | "atom",
): { name: string; isDeclared: boolean } {
  const colon = name.indexOf(":");
  const prefix = colon < 0 ? "" : name.slice(0, colon);
  const local = name.slice(colon + 1).toLowerCase();
  const uri = findBinding(prefix, scope);
  const usual = uri === undefined ? undefined : known.get(normalise(uri));
  if (usual !== undefined) return { name: join(usual, local), isDeclared: true };
  const isDeclared = uri !== undefined || prefix === "" || prefix === "xml";
  if (prefix === "") return { name: join(family, local), isDeclared };
  const fallback = prefix.toLowerCase();
  return { name: join(usualPrefixes.has(fallback) ? fallback : "other", local), isDeclared };
}

const join = (prefix: string, local: string) => (prefix === "" ? local : `${prefix}:${local}`);

function findBinding(prefix: string, scope: NamespaceScope | undefined): string | undefined {
  for (let inner = scope; inner; inner = inner.outer) {
    const uri = inner.bindings.get(prefix);
    if (uri !== undefined) return uri;
  }
  return undefined;
}

const normalise = (uri: string) =>
  uri
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(?:www\.)?/, "")
    .replace(/[/#]{1,5}$/, "");
