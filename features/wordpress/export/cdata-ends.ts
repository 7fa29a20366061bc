/** A start tag with a CDATA section as its first content. */
const sectionStart = /<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]*)?>\s*<!\[CDATA\[/g;
const opening = "<![CDATA[";
const ending = "]]>";
/** Two sections with the ending between them, as WordPress writes it since 3.6. */
const escapedEnding = "]]]]><![CDATA[>";
/** Names of elements that an item has; a damaged file may have any. */
const maxNames = 40;

/**
 * Escapes each `]]>` within the CDATA sections of an item. Older versions and other tools copy a text such as
 * `// ]]></script>` as it is, so that the file is not well-formed: such a section ends where the closing tag of its
 * element follows. Texts without that are returned unchanged. In linear time.
 */
export function escapeCdataEnds(xml: string): string {
  const closings = new Closings(xml);
  const parts: string[] = [];
  let copied = 0;
  sectionStart.lastIndex = 0;
  for (let match = sectionStart.exec(xml); match; match = sectionStart.exec(xml)) {
    const [, name = ""] = match;
    const end = findSectionEnd(xml, sectionStart.lastIndex);
    if (end < 0) break;
    sectionStart.lastIndex = end + ending.length;
    const closing = closings.first(name, end);
    if (!closing || closing.sectionEnd <= end || isText(xml, end, closing.sectionEnd)) continue;
    for (let at = end; at < closing.sectionEnd; at = xml.indexOf(ending, at + ending.length)) {
      if (xml.startsWith(opening, at + ending.length)) continue;
      parts.push(xml.slice(copied, at), escapedEnding);
      copied = at + ending.length;
    }
    sectionStart.lastIndex = closing.sectionEnd + ending.length;
  }
  return parts.length === 0 ? xml : parts.join("") + xml.slice(copied);
}

/** Where a section ends in XML, or the last of sections that follow each other at once. */
function findSectionEnd(xml: string, from: number): number {
  let end = xml.indexOf(ending, from);
  while (end >= 0 && xml.startsWith(opening, end + ending.length)) end = xml.indexOf(ending, end + ending.length);
  return end;
}

/** Whether nothing but text is between one section's end and the beginning of another: then both are well-formed. */
function isText(xml: string, end: number, limit: number): boolean {
  const next = xml.indexOf("<", end);
  return next < limit && xml.startsWith(opening, next);
}

interface Closing {
  /** Offset of the closing tag. */
  at: number;
  /** Offset of the section's end right before it; -1 if something else is there. */
  sectionEnd: number;
}

/** The closing tags of a text by name, each list read forwards only. */
class Closings {
  readonly #xml: string;
  readonly #next = new Map<string, Closing | undefined>();

  constructor(xml: string) {
    this.#xml = xml;
  }

  /** Finds the first closing tag of an element after an offset; calls for one name have growing offsets. */
  first(name: string, from: number): Closing | undefined {
    if (this.#next.size >= maxNames && !this.#next.has(name)) return undefined;
    const known = this.#next.get(name);
    if (this.#next.has(name) && (!known || known.at >= from)) return known;
    const found = this.#find(name, from);
    this.#next.set(name, found);
    return found;
  }

  #find(name: string, from: number): Closing | undefined {
    const xml = this.#xml;
    const tag = `</${name}`;
    let at = xml.indexOf(tag, from);
    while (at >= 0 && !/[\s>]/.test(xml.charAt(at + tag.length))) at = xml.indexOf(tag, at + 1);
    if (at < 0) return undefined;
    let end = at;
    while (/\s/.test(xml.charAt(end - 1))) end -= 1;
    return { at, sectionEnd: xml.startsWith(ending, end - ending.length) ? end - ending.length : -1 };
  }
}
