/** An opening tag: `[name attributes]` or `<name attributes>`. */
interface OpeningTag {
  /** In lower case. */
  name: string;
  attributes: string;
  start: number;
  end: number;
}

/** Longer tags are text. */
const maxTagLength = 5_000;

/** Lists the opening tags of a text in linear time. `bracket` begins a tag. */
export function* findOpeningTags(text: string, bracket: "<" | "["): Generator<OpeningTag> {
  const closing = bracket === "<" ? ">" : "]";
  let end = -1;
  for (let start = text.indexOf(bracket); start >= 0; start = text.indexOf(bracket, start + 1)) {
    if (end < start) end = text.indexOf(closing, start);
    if (end < 0) return;
    if (end - start > maxTagLength) continue;
    const name = /^[a-z][\w-]{0,30}(?![^\s=/])/i.exec(text.slice(start + 1, end))?.[0];
    if (name === undefined) continue;
    const attributes = text.slice(start + 1 + name.length, end);
    yield { name: name.toLowerCase(), attributes, start, end: end + 1 };
  }
}

/** Replaces opening tags; `replace` returns undefined to leave one. */
export function replaceTags(
  text: string,
  bracket: "<" | "[",
  replace: (tag: OpeningTag) => string | undefined,
): string {
  const pieces: string[] = [];
  let at = 0;
  for (const tag of findOpeningTags(text, bracket)) {
    if (tag.start < at) continue;
    const replaced = replace(tag);
    if (replaced === undefined) continue;
    pieces.push(text.slice(at, tag.start), replaced);
    at = tag.end;
  }
  return pieces.join("") + text.slice(at);
}

/**
 * Replaces what is between an opening tag and the next closing one of the same name, in linear time; `replace` returns
 * undefined to leave it.
 */
export function replaceEnclosed(
  text: string,
  bracket: "<" | "[",
  replace: (tag: OpeningTag, inner: string) => string | undefined,
): string {
  const folded = text.toLowerCase();
  // Some letters change their length.
  if (folded.length !== text.length) return text;
  /** Where the next closing tag of a name is. */
  const ends = new Map<string, number>();
  const pieces: string[] = [];
  let at = 0;
  for (const tag of findOpeningTags(text, bracket)) {
    if (tag.start < at) continue;
    const closing = `${bracket}/${tag.name}${bracket === "<" ? ">" : "]"}`;
    const known = ends.get(tag.name);
    const end = known !== undefined && (known >= tag.end || known < 0) ? known : folded.indexOf(closing, tag.end);
    ends.set(tag.name, end);
    if (end < 0) continue;
    const replaced = replace(tag, text.slice(tag.end, end));
    if (replaced === undefined) continue;
    pieces.push(text.slice(at, tag.start), replaced);
    at = end + closing.length;
  }
  return pieces.join("") + text.slice(at);
}

/** Tags of WordPress itself that have neither values nor an end. */
const bareTags = new Set("gallery playlist audio video caption embed wp_caption".split(" "));

/** Names of the shortcodes that a text closes: `[/name]`. */
export function listClosedNames(text: string): Set<string> {
  return new Set([...text.matchAll(/\[\/([a-z][\w-]{0,30})\]/gi)].map(([, name = ""]) => name.toLowerCase()));
}

/**
 * Splits a text at its shortcodes. Square brackets with other words in them ("[sic]", "[note of the editor]", "[…]") are
 * text: WordPress shows what no plugin has registered.
 */
export function splitAtShortcodes(text: string, closed: ReadonlySet<string>): string[] {
  const pieces: string[] = [];
  let at = 0;
  let end = -1;
  for (let start = text.indexOf("["); start >= 0; start = text.indexOf("[", start + 1)) {
    if (end < start) end = text.indexOf("]", start);
    if (end < 0) break;
    if (start < at || end - start > maxTagLength) continue;
    if (text[start - 1] === "[" && text[end + 1] === "]") continue;
    if (!isShortcode(text.slice(start + 1, end), closed)) continue;
    pieces.push(text.slice(at, start));
    at = end + 1;
  }
  return [...pieces, text.slice(at)];
}

function isShortcode(inner: string, closed: ReadonlySet<string>): boolean {
  const name = /^\/?([\p{L}][\p{L}\p{M}\p{N}_-]*)(?![^\s=:/])/u.exec(inner)?.[1]?.toLowerCase();
  if (name === undefined) return false;
  // A hyphenated word may be either.
  return (
    inner.startsWith("/") ||
    inner.endsWith("/") ||
    /[=_]|:\/\//.test(inner) ||
    name.includes("-") ||
    closed.has(name) ||
    bareTags.has(name)
  );
}
