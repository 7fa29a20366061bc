import type { Element, Root, RootContent } from "hast";
import { toString as textOf } from "hast-util-to-string";
import { cleanText } from "#lib/html/clean-text.ts";
import { element } from "#lib/html/element.ts";
import { parseHtml } from "#lib/html/parse.ts";

/** The shortcodes of SyntaxHighlighter Evolved (and wordpress.com), Crayon, Enlighter and WP-SynHighlight. */
const codeShortcodes = new Set(
  (
    "sourcecode source code codesyntax crayon enlighter as3 actionscript3 arduino bash shell coldfusion cf clojure clj " +
    "cpp c c-sharp csharp css delphi pas pascal diff patch erl erlang fsharp go golang groovy haskell html java jfx " +
    "javafx js jscript javascript tex matlab matlabkey objc obj-c perl pl php plain text ps powershell py python " +
    "splus rails rb ror ruby scala sql swift vb vbnet xml xhtml xslt yaml yml"
  ).split(" "),
);
/** CodeColorer: `[cc]`, `[cc_php]`, `[ccin_php]`; its letters are modes, of which "i" is inline and "e" escaped. */
const codeColorer = /^cc([a-z]*)(?:_[a-z0-9+#-]+)?$/;
/** Attributes of `<pre>` and `<code>` whose plugin reads the content as code, not as HTML. */
const highlighted = /\blang=|class=["'][^"']*(?:\blang:|\bbrush:|EnlighterJSRAW|prettyprint|crayon-)/i;
/** What a visual editor inserts into code: such content is HTML. */
const editorTags = /<\/?(?:br|span|p|div)\b[^<>]*>/gi;
const lineBreaks = /<br\b[^<>]*>/gi;

const openings = /<!--|<(?:pre|code|span)\b|\[/gi;
// Neither crosses a "<" or a bracket, so no character is examined twice.
const restOfTag = /([^<>]*)>/y;
const restOfShortcode = /([a-z][a-z0-9_+#-]*)((?:[\s=][^[\]]*)?)\]/iy;
const preNext = /\s*<pre\b/iy;
const closings = /<\/(pre|code|span)\s*>|\[\/([a-z][a-z0-9_+#-]*)\s*\]/gi;

interface Opening {
  /** Where the content begins. */
  end: number;
  name: string;
  attributes: string;
  shortcode: boolean;
}

/**
 * Code listings, taken out of a text before any other step reads it: nothing in code is a shortcode, a block, a
 * `<!--more-->` or a paragraph. Placeholders keep their places until `restore`.
 */
export class CodeListings {
  readonly #listings = new Map<string, Element>();

  /** Replaces the listings of a text by placeholders. One pass; unclosed listings stay as they are. */
  take(content: string): string {
    if (!/<(?:pre|code|span)\b|\[/i.test(content)) return content;
    const ends = new ClosingTags(content);
    const parts: string[] = [];
    let from = 0;
    openings.lastIndex = 0;
    for (let match = openings.exec(content); match; match = openings.exec(content)) {
      if (match[0] === "<!--") {
        const end = content.indexOf("-->", match.index + 4);
        if (end < 0) break;
        openings.lastIndex = end + 3;
        continue;
      }
      const opening = readOpening(match);
      if (opening && holdsPre(opening, content)) {
        // `<code><pre>`: the tag around the listing would make a line of it. Its end tag alone means nothing.
        parts.push(content.slice(from, match.index));
        from = opening.end;
        continue;
      }
      const close = opening && isListing(opening) ? ends.first(opening) : undefined;
      if (!opening || !close) continue;
      const listing = readListing(opening, content.slice(opening.end, close.start));
      if (!listing) continue;
      parts.push(content.slice(from, match.index), this.#keep(listing));
      from = close.end;
      openings.lastIndex = close.end;
    }
    parts.push(content.slice(from));
    return parts.join("");
  }

  /** Puts the listings back. Each is used once, so a text that forges placeholders repeats nothing. */
  restore(tree: Root): Root {
    if (this.#listings.size === 0) return tree;
    return { type: "root", children: tree.children.map((node) => this.#restoreNode(node)) };
  }

  #keep(listing: Element): string {
    const key = String(this.#listings.size);
    this.#listings.set(key, listing);
    const placeholder = `<${listing.tagName} data-code-listing="${key}"></${listing.tagName}>`;
    return listing.tagName === "pre" ? `\n\n${placeholder}\n\n` : placeholder;
  }

  #restoreNode<Node extends RootContent>(node: Node): Node {
    if (node.type !== "element") return node;
    const key = node.properties.dataCodeListing;
    const listing = typeof key === "string" ? this.#listings.get(key) : undefined;
    if (listing && typeof key === "string") {
      this.#listings.delete(key);
      return { ...node, ...listing };
    }
    return { ...node, children: node.children.map((child) => this.#restoreNode(child)) };
  }
}

/** The closing tags of a text by name, each list read forwards only. */
class ClosingTags {
  readonly #positions = new Map<string, { start: number; end: number }[]>();
  readonly #next = new Map<string, number>();

  constructor(content: string) {
    for (const match of content.matchAll(closings)) {
      const name = match[1] === undefined ? `[${match[2]?.toLowerCase()}` : match[1].toLowerCase();
      const position = { start: match.index, end: match.index + match[0].length };
      const known = this.#positions.get(name);
      if (known) known.push(position);
      else this.#positions.set(name, [position]);
    }
  }

  /** Finds the first closing tag after an opening one; calls for one name have growing positions. */
  first({ name, shortcode, end: from }: Opening): { start: number; end: number } | undefined {
    const key = shortcode ? `[${name}` : name;
    const positions = this.#positions.get(key) ?? [];
    let next = this.#next.get(key) ?? 0;
    while (next < positions.length && (positions[next]?.start ?? from) < from) next += 1;
    this.#next.set(key, next);
    return positions[next];
  }
}

function readOpening({ 0: start, index, input }: RegExpExecArray): Opening | undefined {
  const shortcode = start === "[";
  const rest = shortcode ? restOfShortcode : restOfTag;
  rest.lastIndex = index + start.length;
  const found = rest.exec(input);
  if (!found) return undefined;
  const name = shortcode ? (found[1] ?? "").toLowerCase() : start.slice(1).toLowerCase();
  const attributes = found[shortcode ? 2 : 1] ?? "";
  const opening = { end: rest.lastIndex, name, attributes, shortcode };
  if (shortcode) {
    // `[[code]]` is text.
    const isCode = input[index - 1] !== "[" && (codeShortcodes.has(name) || codeColorer.test(name));
    return isCode ? opening : undefined;
  }
  return attributes.includes("data-code-listing") ? undefined : opening;
}

function isListing({ name, attributes, shortcode }: Opening): boolean {
  return (
    shortcode ||
    name === "pre" ||
    (name === "code" && /\blang=/i.test(attributes)) ||
    (name === "span" && attributes.includes("crayon-inline"))
  );
}

function holdsPre({ name, shortcode, end }: Opening, content: string): boolean {
  if (name !== "code" || shortcode) return false;
  preNext.lastIndex = end;
  return preNext.test(content);
}

/** Makes the element of a listing; undefined without any content. */
function readListing({ name, attributes, shortcode }: Opening, content: string): Element | undefined {
  if (content.trim() === "") return undefined;
  const modes = shortcode ? (codeColorer.exec(name)?.[1] ?? "") : "";
  const escaped = /\bescaped=["']?true|\bdecode:true/i.test(attributes) || modes.includes("e");
  if (shortcode) {
    const inline = modes.includes("i") || /\binline=["']?true/i.test(attributes);
    return toListing(readCode(content, escaped), inline);
  }
  if (name !== "pre") return toListing(readCode(content, escaped), name === "span" || !content.includes("\n"));
  const inner = /^\s*<code\b([^<>]*)>([\s\S]*)<\/code>\s*$/i.exec(content);
  const isCode = highlighted.test(attributes) || /\blanguage-/.test(inner?.[1] ?? "");
  if (isCode && (escaped || !isHtml(inner?.[2] ?? content))) return toListing(readCode(inner?.[2] ?? content, escaped));
  const [pre] = parseHtml(`<pre>${content}</pre>`).children;
  return pre?.type === "element" ? { ...pre, properties: {} } : undefined;
}

/** Whether the content of a highlighted `<pre>` is HTML of a visual editor: line breaks, or tags beside escaped code. */
function isHtml(content: string): boolean {
  if (!content.replace(lineBreaks, "").includes("<")) return true;
  return content.includes("&lt;") && !content.replace(editorTags, "").includes("<");
}

/** Code that has references and no bracket was escaped when it was stored; other code is meant as it is. */
function readCode(content: string, escaped: boolean): string {
  const isEscaped = escaped || (!/[<>]/.test(content) && /&(?:[a-z]+|#\d+|#x[0-9a-f]+);/i.test(content));
  if (!isEscaped) return content;
  const parsed = parseHtml(`<pre>\n${content.replaceAll("<", "&lt;")}</pre>`);
  return parsed.children.map((node) => textOf(node)).join("");
}

function toListing(code: string, inline = false): Element {
  const value = cleanText(code.replace(/^(?:[ \t]*\n)+/, "").trimEnd());
  const inner = element("code", [{ type: "text", value: inline ? value.trim() : value }]);
  return inline ? inner : element("pre", [inner]);
}
