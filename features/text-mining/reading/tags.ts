/** A start or end tag of HTML or XML. Names are in lower case and without a namespace prefix. */
export interface ReadTag {
  name: string;
  isEnd: boolean;
  /** `<name … />`. */
  isEmpty: boolean;
  attributes: Map<string, string>;
  /** The text up to the next tag, with its entities. */
  text: string;
}

const maxAttributes = 50;
const attributePattern = /([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=]+)))?/g;

/**
 * Reads the tags of a document without building a tree: linear in its length, whatever it contains. Comments are skipped;
 * a CDATA section is text.
 * @param maxTags further tags are not read
 */
export function* readTags(document: string, maxTags = 20_000): Generator<ReadTag> {
  let at = document.indexOf("<");
  for (let count = 0; at >= 0 && count < maxTags; count += 1) {
    if (document.startsWith("<!--", at)) {
      at = nextTag(document, skipTo(document, "-->", at + 4));
      continue;
    }
    const end = findEnd(document, at + 1);
    const tag = parseTag(document.slice(at + 1, end - 1));
    const rawEnd = tag && !tag.isEnd ? rawTextEnds[tag.name] : undefined;
    const next = rawEnd ? findPattern(document, rawEnd, end) : nextTag(document, end);
    const text = document.slice(end, next < 0 ? undefined : next);
    at = next;
    if (tag) yield { ...tag, text: text.startsWith("<![CDATA[") ? text.slice(9).replaceAll("]]>", "") : text };
  }
}

/** The elements of HTML whose content has no tags. */
const rawTextEnds: Record<string, RegExp> = {
  script: /<\/script/gi,
  style: /<\/style/gi,
  title: /<\/title/gi,
  textarea: /<\/textarea/gi,
};

/** The first match after `from`, or -1. */
function findPattern(document: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(document)?.index ?? -1;
}

/** Where the next tag begins after `from`; a CDATA section that begins there is passed over. */
function nextTag(document: string, from: number): number {
  const start = document.indexOf("<", from);
  if (start < 0 || !document.startsWith("<![CDATA[", start)) return start;
  return document.indexOf("<", skipTo(document, "]]>", start + 9));
}

function skipTo(document: string, mark: string, from: number): number {
  const found = document.indexOf(mark, from);
  return found < 0 ? document.length : found + mark.length;
}

/** The position behind the `>` that ends a tag: not one in quotes. */
function findEnd(document: string, from: number): number {
  let quote = "";
  for (let at = from; at < document.length; at += 1) {
    const character = document[at] ?? "";
    if (quote) {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1;
  }
  return document.length;
}

function parseTag(content: string): Omit<ReadTag, "text"> | undefined {
  const named = /^(\/?)([A-Za-z][\w.:-]{0,100})/.exec(content);
  if (!named) return undefined;
  const [whole, slash, name = ""] = named;
  const attributes = new Map<string, string>();
  for (const [, key = "", quoted, single, bare] of content.slice(whole.length).matchAll(attributePattern)) {
    const lower = key.toLowerCase();
    if (!attributes.has(lower)) attributes.set(lower, decodeEntities(quoted ?? single ?? bare ?? ""));
    if (attributes.size >= maxAttributes) break;
  }
  const local = name.slice(name.lastIndexOf(":") + 1).toLowerCase();
  return { name: local, isEnd: slash === "/", isEmpty: content.endsWith("/"), attributes };
}

const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#38": "&", "#x26": "&" };

/** Decodes the entities that every XML parser knows, for addresses; others stay. */
const decodeEntities = (value: string) =>
  value.replace(/&([a-z]{2,4}|#38|#x26);/g, (whole, name: string) => entities[name] ?? whole);
