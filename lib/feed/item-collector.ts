import { cleanText } from "../html/clean-text.ts";
import { maxConvertedItems, maxFeedOutput, maxHtmlLength } from "./limits.ts";
import type { ParsedItem } from "./parsed-feed.ts";
import { withoutC1 } from "./plain-text.ts";

interface CollectedItem {
  item: ParsedItem;
  /** Its place in the document. */
  start: number;
}

const timeOf = ({ item }: CollectedItem) => (item.publishedAt === null ? 0 : Date.parse(item.publishedAt));

/** Collects a document's items; beyond `maxItems` only the newest, by date and then by their place, are kept. */
export class ItemCollector {
  readonly #maxItems: number;
  readonly #maxRawLength: number;
  #items: CollectedItem[] = [];
  #count = 0;

  constructor(maxItems: number, maxRawLength: number) {
    this.#maxItems = maxItems;
    this.#maxRawLength = maxRawLength;
  }

  get count(): number {
    return this.#count;
  }

  /** Whether further items are only counted (`skip`). */
  get isFull(): boolean {
    return this.#count >= maxConvertedItems;
  }

  skip(): void {
    this.#count += 1;
  }

  add(item: Omit<ParsedItem, "raw">, raw: string, start: number): void {
    this.#count += 1;
    const whole: ParsedItem = {
      ...item,
      summaryHtml: toHtml(item.summaryHtml),
      contentHtml: toHtml(item.contentHtml),
      guid: item.guid === null ? null : cleanText(item.guid),
      raw: raw.slice(0, this.#maxRawLength).replaceAll("\0", "").toWellFormed(),
    };
    this.#items.push({ item: whole, start });
    // Twice as many, so that sorting costs little for each item.
    if (this.#items.length >= 2 * this.#maxItems) this.#prune();
  }

  /** The items in their order in the document, and how many were left out. */
  finish(): { items: ParsedItem[]; omittedItems: number } {
    this.#prune();
    const sorted = this.#items.toSorted((one, other) => one.start - other.start);
    const items: ParsedItem[] = [];
    let output = 0;
    for (const { item } of sorted) {
      output += lengthOf(item);
      if (output > maxFeedOutput) break;
      items.push(item);
    }
    return { items, omittedItems: this.#count - items.length };
  }

  #prune(): void {
    if (this.#items.length <= this.#maxItems) return;
    this.#items.sort((one, other) => timeOf(other) - timeOf(one) || one.start - other.start);
    this.#items.length = this.#maxItems;
  }
}

const toHtml = (html: string) => cleanText(withoutC1(html.slice(0, maxHtmlLength))).trim();

const lengthOf = (item: ParsedItem) =>
  item.summaryHtml.length +
  item.contentHtml.length +
  item.raw.length +
  item.title.length +
  item.baseUrl.length +
  item.pictures.reduce((sum, { url, alt, credit }) => sum + url.length + alt.length + credit.length, 0) +
  [...item.categories, ...item.authors].reduce((sum, { length }) => sum + length, 0);
