export interface RedirectRule {
  fromPath: string;
  target: { articleId: number } | { toPath: string };
}

/** A longer path is no old address of ours (slugs have at most 200 letters), so the database is not queried. */
const maxPathLength = 1_000;

/**
 * Normalises an old path for storage and lookup: decoded, composed (NFC), lower case as WordPress compares them,
 * without doubled or trailing slashes, without WordPress's "/index.php". `/?p=901` stays as it is. Undefined for a path
 * that cannot have been ours (broken escapes, control characters, too long).
 */
export function normaliseRedirectPath(path: string): string | undefined {
  if (path.length > maxPathLength * 3) return undefined;
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return undefined;
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused here
  if (/[\u0000-\u001f\u007f\\]/.test(decoded) || !decoded.isWellFormed()) return undefined;
  const normal = `/${decoded}`
    .normalize("NFC")
    .toLowerCase()
    .replace(/\/+/g, "/")
    .replace(/^(?:\/index\.php(?=\/))+/, "")
    .replace(/(?<=.)\/$/, "");
  return normal.length > maxPathLength ? undefined : normal;
}

/** Areas without published pages: an unknown path in them is a typing error, never an old address. */
const privateAreas = /^\/(?:_next|account|admin|api|login|notifications|register)(?:\/|$)/;

/**
 * WordPress's own scripts and interfaces, which scanners request on every site. Its feeds and uploads are not among
 * them.
 */
const wordPressScripts =
  /^(?:\/[^/]+)?\/(?:wp-(?:admin|includes|json)(?:\/|$)|wp-content\/(?:cache|plugins|themes|upgrade)(?:\/|$)|xmlrpc\.php$|wp-(?!(?:atom|comments-?rss2|feed|rdf|rss2?)\.php$)[a-z0-9-]+\.php$)/;

/** Whether a normalised path can be an old address of an article or an archive. */
export function mayBeRedirected(path: string): boolean {
  return !privateAreas.test(path) && !wordPressScripts.test(path);
}

/** Addresses that this site gives to its own content, and redirects itself when that moves. */
const contentAddress = /^\/(articles|authors|categories|members|pages|sources|stories|tags)\/([^/]+)$/;

/** The kind and the name in an address that a piece of content of this site may have; undefined for others. */
export function readContentAddress(path: string): { kind: string; name: string } | undefined {
  const [, kind, name] = contentAddress.exec(path) ?? [];
  return kind === undefined || name === undefined ? undefined : { kind, name };
}
