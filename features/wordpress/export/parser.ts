import { SaxesParser, type SaxesTagNS } from "saxes";
import { escapeHtml } from "#lib/html/escape-html.ts";
import { type Refusal, refused } from "#lib/result.ts";
import type { EntryBuilder } from "./builder.ts";

/**
 * Maximum length of one text (a body, for example), in characters. WordPress itself stores at most 4 GB; its server
 * could not have shown a longer text than this.
 */
export const maxTextLength = 32_000_000;
/**
 * Maximum length of one element of the channel, in characters: it is in memory until it ends. As much as the largest item
 * may have (`maxItemBytes`).
 */
const maxElementLength = 100_000_000;
/** Maximum nesting of elements. An export needs five. */
const maxDepth = 40;
/** Maximum length of the opening tags around the items: each item is parsed with them. WordPress's have 500 characters. */
const maxHeadLength = 65_536;

/** Prefixes that wordpress.com and plugins use in the channel without declaring them. */
const undeclaredNamespaces = {
  atom: "http://www.w3.org/2005/Atom",
  geo: "http://www.w3.org/2003/01/geo/wgs84_pos#",
  georss: "http://www.georss.org/georss",
  itunes: "http://www.itunes.com/dtds/podcast-1.0.dtd",
  media: "http://search.yahoo.com/mrss/",
  slash: "http://purl.org/rss/1.0/modules/slash/",
  sy: "http://purl.org/rss/1.0/modules/syndication/",
  wfw: "http://wellformedweb.org/CommentAPI/",
};

export interface EntryParser {
  readonly line: number;
  readonly column: number;
  /** Elements that are open. */
  readonly depth: number;
  write(text: string): void;
  close(): void;
}

/**
 * Connects an XML parser to a builder of entries. Namespaces are resolved, so prefixes may differ. `refuse` throws what
 * is wrong: XML that is not well-formed, a DTD (entities could read files or fill the memory), another root than `rss`.
 */
export function createEntryParser(
  builder: EntryBuilder,
  refuse: (what: Refusal) => never,
  onOpen: (tag: SaxesTagNS, depth: number) => Refusal | undefined = () => undefined,
): EntryParser {
  const parser = new SaxesParser({ xmlns: true, position: true, additionalNamespaces: undeclaredNamespaces });
  let depth = 0;
  let silence = 0;
  let elementLength = 0;
  parser.on("error", (error) => {
    const what = error.message.replace(/^\d+:\d+:\s*/, "").replace(/\.$/, "");
    if (/^(?:text data outside of root node|document must contain a root element)/.test(what))
      refuse(refused("import.notXml"));
    if (/^(?:unclosed tag|unexpected end)/.test(what)) refuse(refused("import.fileEnds"));
    refuse(refused("import.notWellFormed", undefined, { what }));
  });
  parser.on("doctype", () => refuse(refused("import.doctype")));
  parser.on("opentag", (tag: SaxesTagNS) => {
    depth += 1;
    silence = 0;
    if (depth === 3) elementLength = 0;
    if (depth > maxDepth) refuse(refused("import.tooDeep"));
    if (depth === 1 && tag.local !== "rss")
      refuse(refused("import.otherRoot", undefined, { name: tag.name.slice(0, 100) }));
    const problem = builder.open(tag, parser.line) ?? onOpen(tag, depth);
    if (problem) refuse(problem);
  });
  const onText = (text: string) => {
    silence = 0;
    if (text.length > maxTextLength)
      refuse(refused("import.textTooLong", undefined, { megabytes: maxTextLength / 1e6 }));
    builder.text(text);
  };
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.on("closetag", () => {
    depth -= 1;
    builder.close();
  });
  return {
    get line() {
      return parser.line;
    },
    get column() {
      return parser.column;
    },
    get depth() {
      return depth;
    },
    write(text) {
      silence += text.length;
      elementLength += text.length;
      parser.write(text);
      if (silence > maxTextLength) refuse(refused("import.textTooLong", undefined, { megabytes: maxTextLength / 1e6 }));
      if (depth > 2 && elementLength > maxElementLength)
        refuse(refused("import.textTooLong", undefined, { megabytes: maxElementLength / 1e6 }));
    },
    close() {
      parser.close();
      const problem = builder.end();
      if (problem) refuse(problem);
    },
  };
}

/** The opening tags around the items of an export, with their namespaces. */
export class ItemHead {
  #text = "";

  get text(): string {
    return this.#text;
  }

  /** Adds the tag of an open element. Returns a refusal if a file has too many of them, or too long ones. */
  add(tag: SaxesTagNS): Refusal | undefined {
    this.#text += writeOpeningTag(tag);
    if (this.#text.length <= maxHeadLength) return undefined;
    return refused("import.notWellFormed", undefined, { what: "the tags around the items are too long" });
  }
}

/** Writes an opening tag with its namespaces. */
function writeOpeningTag(tag: SaxesTagNS): string {
  const attributes = Object.values(tag.attributes).map(({ name, value }) => ` ${name}="${escapeHtml(value)}"`);
  return `<${tag.name}${attributes.join("")}>`;
}
