/** Longer paths and patterns are cut: no server that we ask has one. */
const maxLength = 500;

const unreserved = /^[A-Za-z0-9._~-]$/;

/**
 * Normalises a path or a pattern for a comparison by octets (RFC 9309, section 2.2.2): what needs no encoding is decoded,
 * everything outside ASCII is encoded in capitals.
 */
export function normaliseRobotsPath(path: string): string {
  return path.slice(0, maxLength).replace(/%[0-9a-fA-F]{2}|[^\x21-\x7e]/gu, (found) => {
    if (!found.startsWith("%")) return encodeOctets(found);
    const decoded = String.fromCharCode(Number.parseInt(found.slice(1), 16));
    return unreserved.test(decoded) ? decoded : found.toUpperCase();
  });
}

/** Half of a surrogate pair becomes the replacement character. */
const encodeOctets = (character: string) => encodeURIComponent(character.toWellFormed());

/**
 * Whether a pattern of robots.txt, of tdmrep.json or of RSL matches a path: from its beginning, `*` for any characters,
 * `$` for the end. Both are normalised. The earliest place of each part is the right one, so that no place is looked at
 * twice.
 */
export function matchesPattern(pattern: string, path: string): boolean {
  const isAnchored = pattern.endsWith("$");
  const parts = (isAnchored ? pattern.slice(0, -1) : pattern).split("*");
  const [first = "", ...others] = parts;
  if (!path.startsWith(first)) return false;
  let at = first.length;
  const last = isAnchored ? others.pop() : undefined;
  for (const part of others) {
    const found = path.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  if (!isAnchored) return true;
  if (last === undefined) return at === path.length;
  return path.length - last.length >= at && path.endsWith(last);
}
