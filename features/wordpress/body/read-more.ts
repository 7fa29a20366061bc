const marker = /<!--\s*more(?:\s[^<>]*?)?-->/i;

/**
 * Splits a text at `<!--more-->`; without the marker everything is `after`. Pages separated by `<!--nextpage-->` are
 * joined.
 */
export function splitAtMore(content: string): { before: string; after: string } {
  const joined = content.replace(/<!--\s*nextpage\s*-->/gi, "\n\n").replace(/<!--\s*noteaser\s*-->/gi, "");
  const found = marker.exec(joined);
  if (!found) return { before: "", after: joined };
  const after = joined.slice(found.index + found[0].length).replace(new RegExp(marker, "gi"), "\n\n");
  return { before: joined.slice(0, found.index), after };
}
