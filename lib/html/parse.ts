import type { Element, ElementContent, Properties, Root } from "hast";
import { type DefaultTreeAdapterMap, defaultTreeAdapter, Parser, parseFragment } from "parse5";
import { cleanText } from "./clean-text.ts";
import { flatten } from "./flatten.ts";

/** Maximum nesting depth. Real articles stay below 40; deeper markup is broken or meant to exhaust the stack. */
export const maxHtmlDepth = 200;
/**
 * Elements in total. An article of a megabyte with rich markup has 25,000; 370,000 in 1.5 MB used all the memory of the
 * process.
 */
export const maxElements = 60_000;

type ParsedNode = DefaultTreeAdapterMap["childNode"];

class TooManyElementsError extends Error {}

/**
 * Parses an HTML fragment as a browser does and returns its tree, with clean characters and without comments. It does
 * not sanitise: pass the tree to `sanitizeArticle` or `sanitizeComment` before it goes anywhere. parse5 is used without
 * hast-util-from-html because its tree adapter lets us stop in time: markup nested deeper than `maxHtmlDepth`, with
 * more than `maxElements`, or that multiplies them (unclosed `<b id=1><b id=2>…` reopened in each paragraph), becomes
 * plain paragraphs.
 */
export function parseHtml(html: string): Root {
  // parse5 drops U+0000 in some states only; other characters are cleaned in the tree, after character references.
  const source = html.replaceAll("\0", "");
  try {
    const fragment = parseFragment(source, { treeAdapter: guarded(source.length), scriptingEnabled: false });
    return { type: "root", children: convertAll(fragment.childNodes, 0) };
  } catch (error) {
    if (error instanceof TooManyElementsError) return flatten(source);
    throw error;
  }
}

/** Characters parsed between two pauses: some 30 ms on a small machine. */
const stepSize = 100_000;

/** `parseHtml` for a long text in a browser: between its steps it awaits `pause`. */
export async function parseHtmlInSteps(html: string, pause: () => Promise<void>, size = stepSize): Promise<Root> {
  const source = html.replaceAll("\0", "");
  try {
    const options = { treeAdapter: guarded(source.length), scriptingEnabled: false };
    const parser = Parser.getFragmentParser(null, options);
    for (let at = 0; at < source.length; at += size) {
      parser.tokenizer.write(source.slice(at, at + size), at + size >= source.length);
      await pause();
    }
    return { type: "root", children: convertAll(parser.getFragment().childNodes, 0) };
  } catch (error) {
    if (error instanceof TooManyElementsError) return flatten(source);
    throw error;
  }
}

/**
 * The default adapter, counting open and created elements. The shortest tag has three characters, so more elements than
 * a third of them are copies.
 */
function guarded(length: number): typeof defaultTreeAdapter {
  let open = 0;
  let remaining = 2_000 + Math.min(maxElements, Math.ceil(length / 3));
  return {
    ...defaultTreeAdapter,
    createElement(...args: Parameters<typeof defaultTreeAdapter.createElement>) {
      remaining -= 1;
      if (remaining < 0) throw new TooManyElementsError();
      return defaultTreeAdapter.createElement(...args);
    },
    onItemPush() {
      open += 1;
      if (open > maxHtmlDepth) throw new TooManyElementsError();
    },
    onItemPop() {
      open -= 1;
    },
  };
}

function convertAll(nodes: ParsedNode[], depth: number): ElementContent[] {
  // Misnested markup can make the tree a little deeper than the stack of open elements ever was.
  if (depth > 2 * maxHtmlDepth) throw new TooManyElementsError();
  const children: ElementContent[] = [];
  for (const node of nodes) {
    if (defaultTreeAdapter.isTextNode(node)) children.push({ type: "text", value: cleanText(node.value) });
    else if (defaultTreeAdapter.isElementNode(node)) children.push(convert(node, depth));
  }
  return children;
}

function convert(node: DefaultTreeAdapterMap["element"], depth: number): Element {
  const properties: Properties = {};
  for (const { name, value } of node.attrs) {
    const clean = cleanText(value);
    properties[propertyName(name)] = name === "class" ? clean.split(/\s+/).filter(Boolean) : clean;
  }
  return { type: "element", tagName: node.tagName, properties, children: convertAll(node.childNodes, depth + 1) };
}

const irregular: Record<string, string> = {
  class: "className",
  colspan: "colSpan",
  rowspan: "rowSpan",
  datetime: "dateTime",
  hreflang: "hrefLang",
};

/**
 * hast's name of an attribute that a reader of these trees may use; other attributes keep their name and are dropped
 * later.
 */
function propertyName(attribute: string): string {
  if (attribute.startsWith("data-")) return attribute.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return irregular[attribute] ?? attribute;
}
