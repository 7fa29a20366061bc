import { isJsonObject } from "./json-feed.ts";
import { maxConvertedItems } from "./limits.ts";

interface JsonItem {
  value: unknown;
  /** As written. */
  raw: string;
  start: number;
}

export interface JsonDocument {
  /** The document without its items; undefined: it is no JSON object. */
  head: Record<string, unknown> | undefined;
  hasItems: boolean;
  items: JsonItem[];
  /** Items beyond the limit that were not parsed. */
  skipped: number;
  /** Where it is damaged, as an index into the text; undefined: nowhere. */
  damagedAt: number | undefined;
  detail: string;
}

/**
 * Parses a JSON document whose `items` are parsed one by one, so that each keeps its own text and those before a damage
 * are kept. One pass over the characters finds them.
 */
export function parseJsonDocument(text: string): JsonDocument {
  const { list, ranges, isClosed } = findItems(text);
  const items: JsonItem[] = [];
  const skipped = Math.max(0, ranges.length - maxConvertedItems);
  for (const [start, end] of ranges.slice(0, maxConvertedItems)) {
    const raw = text.slice(start, end);
    const { value, error } = tryParse(raw);
    if (error !== undefined)
      return {
        head: headBefore(text, list),
        hasItems: true,
        items,
        skipped,
        damagedAt: start + placeIn(raw, error),
        detail: error,
      };
    items.push({ value, raw, start });
  }
  if (!isClosed) {
    const detail = "The document ends within its items.";
    return { head: headBefore(text, list), hasItems: true, items, skipped, damagedAt: text.length, detail };
  }
  // Everything but the items, as a document of its own.
  const { value, error } = tryParse(list ? text.slice(0, list[0]) + text.slice(list[1]) : text);
  if (error === undefined)
    return {
      head: isJsonObject(value) ? value : undefined,
      hasItems: list !== undefined,
      items,
      skipped,
      damagedAt: undefined,
      detail: "",
    };
  const place = placeIn(text, error);
  const damagedAt = list && place >= list[0] ? place + list[1] - list[0] : place;
  return { head: headBefore(text, list), hasItems: list !== undefined, items, skipped, damagedAt, detail: error };
}

/** The fields that a damaged document has before its items. */
function headBefore(text: string, list: [number, number] | undefined): Record<string, unknown> | undefined {
  const { value } = list ? tryParse(`${text.slice(0, list[0])}]}`) : {};
  return isJsonObject(value) ? value : undefined;
}

function tryParse(text: string): { value?: unknown; error?: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message.slice(0, 300) : "" };
  }
}

/** The place of an error: the engine's message names it, or else it is the first word that JSON does not have. */
function placeIn(text: string, message: string): number {
  const position = /at position (\d{1,10})/.exec(message)?.[1];
  if (position !== undefined) return Number(position);
  const token = /\s+|[{}[\],:]|-?\d[\d.eE+-]*|true|false|null|"/y;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    if (!token.test(text)) return at;
    if (text[at] === '"') token.lastIndex = findStringEnd(text, at) + 1;
  }
  return text.length;
}

/** Finds the list `items` of the outermost object, and where each object in it starts and ends. */
function findItems(text: string) {
  let depth = 0;
  let list: [number, number] | undefined;
  let itemsDepth = -1;
  let start = -1;
  const ranges: [number, number][] = [];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = findStringEnd(text, at);
      if (depth === 1 && !list && text.slice(at, end + 1) === '"items"') {
        const next = /\s{0,1000}:\s{0,1000}\[/y;
        next.lastIndex = end + 1;
        if (next.test(text)) {
          list = [next.lastIndex, text.length];
          itemsDepth = 2;
          depth = 2;
          at = next.lastIndex - 1;
          continue;
        }
      }
      at = end;
    } else if (character === "{" || character === "[") {
      if (depth === itemsDepth) start = at;
      depth += 1;
    } else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === itemsDepth && start >= 0) ranges.push([start, at + 1]);
      if (list && itemsDepth > 0 && depth === itemsDepth - 1) {
        list[1] = at;
        return { list, ranges, isClosed: true };
      }
    }
  }
  return { list, ranges, isClosed: list === undefined };
}

/** The index of the quote that ends a string; the text's end if there is none. */
function findStringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
  }
  return text.length;
}
