import { decodeBytes, UnreadableEncodingError } from "./decode-bytes.ts";
import { findDtdSubset, withoutSubset } from "./dtd.ts";
import { explainDamage } from "./explain-damage.ts";
import { ItemCollector } from "./item-collector.ts";
import { parseJsonDocument } from "./json-document.ts";
import { convertJsonHead, convertJsonItem, isJsonObject } from "./json-feed.ts";
import type { FeedSyntaxError, ParsedFeed } from "./parsed-feed.ts";
import { placeOf } from "./place.ts";
import { Repairs } from "./repairs.ts";
import { convertXmlHead, readXmlFeed } from "./xml-feed.ts";

interface FeedParseOptions {
  /** The address that the document came from. */
  url: string;
  /** The HTTP header; empty if there was none. */
  contentType: string;
  /** Items that are kept, the newest ones; default 500. */
  maxItems?: number;
  /** Characters of an item's `raw`; default 200,000. */
  maxRawLength?: number;
}

export type FeedParseResult = { ok: true; feed: ParsedFeed } | { ok: false; error: FeedSyntaxError };

/**
 * Parses a feed of any format from untrusted bytes: RSS 0.90 to 2.0, Atom 0.3 and 1.0, JSON Feed. Small damage is
 * repaired and listed; a document that is damaged and has no whole item, or that is no feed, is an error with its
 * place. The caller limits the bytes; work and memory are proportional to them. Plain data in and out, so that it can
 * run in a parser thread. Never throws for what a document contains.
 */
export function parseFeed(bytes: Uint8Array, options: FeedParseOptions): FeedParseResult {
  const repairs = new Repairs();
  let text: string;
  try {
    text = decodeBytes(bytes, options.contentType, repairs);
  } catch (error) {
    if (!(error instanceof UnreadableEncodingError)) throw error;
    return failure({ code: "encoding", line: 1, column: 1, detail: error.message });
  }
  if (text.trim() === "") return failure({ code: "empty", line: 1, column: 1, detail: "The document is empty." });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    repairs.add("The document has characters that XML does not allow; they were left out.");
  return /^[\s\ufeff]{0,1000}[{[]/.test(text) ? parseJson(text, options, repairs) : parseXml(text, options, repairs);
}

const failure = (error: FeedSyntaxError): FeedParseResult => ({ ok: false, error });

function parseXml(text: string, options: FeedParseOptions, repairs: Repairs): FeedParseResult {
  const start = text.search(/<(?:[?!a-z])/i);
  if (start < 0) return failure({ code: "notFeed", ...placeOf(text, 0), detail: "The document has no XML element." });
  if (text.slice(0, start).replaceAll("\ufeff", "") !== "")
    repairs.add("The document has text or space before its XML declaration.");
  const subset = findDtdSubset(text, start);
  if (subset?.entityAt !== undefined) {
    const detail = "The document declares entities of its own, which are never read.";
    return failure({ code: "forbidden", ...placeOf(text, subset.entityAt), detail });
  }
  const collector = new ItemCollector(options.maxItems ?? 500, options.maxRawLength ?? 200_000);
  const reading = readXmlFeed(withoutSubset(text, subset), options.url, collector, repairs);
  const { root, format, stop, damagedAt } = reading;
  if (!root || !format) return failure(explainNoFeed(text, root?.name, root?.start ?? start));
  if (collector.count === 0 && (stop || damagedAt !== undefined)) return failure(explainDamage(text, reading));
  if (stop) {
    const { line, column } = placeOf(text, stop.at);
    repairs.add(`The document was read up to line ${line}, column ${column}: ${stop.reason}`);
  }
  if (/\bhtml\b/i.test(options.contentType)) repairs.add("The feed is served as a web page (text/html).");
  const { items, omittedItems } = collector.finish();
  const head = convertXmlHead(root, format, options.url);
  for (const item of items) item.language ||= head.language;
  const feed: ParsedFeed = { ...head, items, omittedItems, isPartial: stop !== undefined, repairs: repairs.list() };
  return { ok: true, feed };
}

function explainNoFeed(text: string, name: string | undefined, at: number): FeedSyntaxError {
  const place = placeOf(text, at);
  const isHtml =
    /^(?:xhtml:)?(?:html|head|body)$/.test(name ?? "") ||
    /<!doctype html|<html[\s>]|<body[\s>]/i.test(text.slice(0, 10_000));
  if (isHtml) return { code: "html", ...place, detail: "The document is a web page." };
  // Bytes of a picture may look like an element.
  const isName = name !== undefined && /^[\w:.-]+$/.test(name);
  const detail = isName ? `The document begins with <${name.slice(0, 40)}>.` : "The document has no XML element.";
  return { code: "notFeed", ...place, detail };
}

function parseJson(text: string, options: FeedParseOptions, repairs: Repairs): FeedParseResult {
  const document = parseJsonDocument(text);
  const { head } = document;
  if (!head && document.damagedAt !== undefined)
    return failure({ code: "syntax", ...placeOf(text, document.damagedAt), detail: document.detail });
  const isFeed = head && document.hasItems && (/jsonfeed/.test(String(head.version)) || "title" in head);
  if (!isFeed)
    return failure({ code: "notFeed", line: 1, column: 1, detail: "The document is JSON, but no JSON Feed." });
  if (document.damagedAt !== undefined && document.items.length === 0)
    return failure({ code: "syntax", ...placeOf(text, document.damagedAt), detail: document.detail });
  const collector = new ItemCollector(options.maxItems ?? 500, options.maxRawLength ?? 200_000);
  const fields = convertJsonHead(head, options.url);
  const context = { feedUrl: options.url, siteUrl: fields.siteUrl };
  for (const { value, raw, start } of document.items)
    if (isJsonObject(value)) collector.add(convertJsonItem(value, head, context), raw, start);
  for (let left = document.skipped; left > 0; left -= 1) collector.skip();
  const { items, omittedItems } = collector.finish();
  for (const item of items) item.language ||= fields.language;
  if (document.damagedAt !== undefined) {
    const { line, column } = placeOf(text, document.damagedAt);
    repairs.add(`The document was read up to line ${line}, column ${column}: ${document.detail}`);
  }
  const isPartial = document.damagedAt !== undefined;
  const feed: ParsedFeed = {
    ...fields,
    format: "json",
    ttlMinutes: null,
    rights: "",
    items,
    omittedItems,
    isPartial,
    repairs: repairs.list(),
  };
  return { ok: true, feed };
}
