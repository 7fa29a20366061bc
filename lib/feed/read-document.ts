import { decodeHTMLStrict } from "entities";
import { Parser } from "htmlparser2";
import { resolveAddress } from "./addresses.ts";
import type { FeedElement } from "./feed-element.ts";
import { maxFeedAttributes, maxFeedBases, maxFeedDepth, maxFeedElements } from "./limits.ts";
import { openScope, toUsualName } from "./namespaces.ts";
import type { Repairs } from "./repairs.ts";

/** Where reading stopped before the end, as an index into the text, and why. */
interface ReadingStop {
  at: number;
  reason: string;
}

export interface DocumentReading {
  /** The root element without its items; undefined: the document has none. */
  root: FeedElement | undefined;
  /** Where the first wrong tag is, as an index into the text; undefined: each element is closed. */
  damagedAt: number | undefined;
  stop: ReadingStop | undefined;
}

interface DocumentHandlers {
  /** Called at the end of each item, before that of its channel. `end` is an index into the text. */
  onItem(item: FeedElement, ancestors: readonly FeedElement[], end: number): void;
}

/** Items in each other because none is closed. */
const maxUnclosedItems = 1_000;

class StopReading extends Error {}

const containers = new Set(["rss", "rdf:rdf", "channel", "atom:feed", "atom:channel", "items"]);
const itemNames = new Set(["item", "atom:entry"]);
const predefined = /&(?:lt|gt|amp|apos|quot|#\d{1,7}|#x[\da-f]{1,6});/gi;

/**
 * Reads an XML document that may be damaged, element by element, and hands over its items one at a time. Entities are
 * those of XML and HTML: what a DTD declares is never read. The work is proportional to the length of the text; reading
 * stops at the limits.
 */
export function readDocument(text: string, url: string, repairs: Repairs, handlers: DocumentHandlers): DocumentReading {
  const reading: DocumentReading = { root: undefined, damagedAt: undefined, stop: undefined };
  const open: FeedElement[] = [];
  const unclosed = new Set<FeedElement>();
  let elements = 0;
  let attributeCount = 0;
  let bases = 0;
  let isInCdata = false;
  let isDone = false;
  let isEnding = false;
  let family: "" | "atom" = "";

  const stop = (reason: string): never => {
    reading.stop ??= { at: parser.startIndex, reason };
    throw new StopReading();
  };
  const damage = (what: string) => {
    reading.damagedAt ??= parser.startIndex;
    repairs.add(what);
  };
  /** An item begins within another one: the other ends here, although it is not closed. */
  const endOpenItem = () => {
    const other = open.findLast(({ name }) => itemNames.has(name));
    if (!other || unclosed.has(other)) return;
    damage("An item is not closed.");
    unclosed.add(other);
    if (unclosed.size > maxUnclosedItems) stop(`More than ${maxUnclosedItems} items are not closed.`);
    handlers.onItem(other, open.slice(0, open.indexOf(other)), parser.startIndex);
  };
  const decode = (value: string) => {
    if (!value.includes("&")) return value;
    const decoded = decodeHTMLStrict(value);
    const others = value.replace(predefined, "");
    if (others.includes("&")) {
      const isNamed = decodeHTMLStrict(others) !== others;
      if (isNamed) repairs.add("The document uses HTML entities such as &nbsp; that XML does not know.");
      if (/&(?![a-z][a-z\d]{1,30};)/i.test(others)) repairs.add("The document has a & that is not written &amp;.");
    }
    return decoded;
  };

  const resolveBase = (own: string | undefined, outer: string) => {
    if (own === undefined || bases >= maxFeedBases) return outer;
    bases += 1;
    return resolveAddress(own, outer || url) || outer;
  };

  const parser = new Parser(
    {
      onattribute() {
        attributeCount += 1;
        if (attributeCount > maxFeedAttributes) stop(`An element has more than ${maxFeedAttributes} attributes.`);
      },
      onopentagname() {
        elements += 1;
        attributeCount = 0;
        if (elements > maxFeedElements) stop(`The document has more than ${maxFeedElements} elements.`);
        if (open.length - unclosed.size >= maxFeedDepth) stop(`Elements are nested deeper than ${maxFeedDepth}.`);
      },
      onopentag(name, raw) {
        if (isDone) return;
        const attributes: Record<string, string> = {};
        for (const [attribute, value] of Object.entries(raw)) attributes[attribute] = decode(value);
        const parent = open.at(-1);
        const scope = openScope(attributes, parent?.scope);
        if (!parent) family = /^(?:\w{1,20}:)?feed$/i.test(name) ? "atom" : "";
        const usual = toUsualName(name, scope, family);
        if (!usual.isDeclared) repairs.add(`The namespace prefix of <${name.slice(0, 40)}> is not declared.`);
        const ownBase = attributes["xml:base"];
        const element: FeedElement = {
          name: usual.name,
          attributes,
          children: [],
          scope,
          base: resolveBase(ownBase, parent?.base ?? ""),
          language: attributes["xml:lang"] ?? parent?.language ?? "",
          start: parser.startIndex,
        };
        if (parent && isItem(element, open)) endOpenItem();
        if (!parent) reading.root = element;
        else if (!isItem(element, open)) parent.children.push(element);
        open.push(element);
      },
      ontext(data) {
        const element = open.at(-1);
        if (element && !isDone) element.children.push(isInCdata ? data : decode(data));
      },
      oncdatastart() {
        isInCdata = true;
      },
      oncdataend() {
        isInCdata = false;
      },
      onclosetag(_name, isImplied) {
        const element = open.pop();
        if (!element || isDone) return;
        // The parser calls empty elements (`<link/>`) implied too.
        const isEmpty = text.startsWith("/>", parser.endIndex - 1);
        if (isImplied && !isEmpty && !isEnding && !unclosed.has(element)) damage("Elements are not closed.");
        const isComplete = !isEnding;
        if (unclosed.has(element)) unclosed.delete(element);
        else if (isComplete && isItem(element, open)) handlers.onItem(element, open, parser.endIndex + 1);
        if (isEnding) reading.stop ??= { at: text.length, reason: `The document ends within <${element.name}>.` };
        if (open.length === 0) isDone = true;
      },
      onend() {},
    },
    { xmlMode: true, decodeEntities: false },
  );
  try {
    parser.write(text);
    isEnding = true;
    parser.end();
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
  }
  return reading;
}

/** Whether an element is an item of the feed: nothing but the feed, or an item that was not closed, is around it. */
function isItem(element: FeedElement, ancestors: readonly FeedElement[]): boolean {
  return (
    itemNames.has(element.name) &&
    ancestors.length > 0 &&
    ancestors.every(({ name }) => containers.has(name) || itemNames.has(name))
  );
}
