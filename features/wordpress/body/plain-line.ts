import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";

/** Converts a title, name or caption of WordPress (stored as HTML) to one line of plain text. */
export function toPlainLine(html: string): string {
  // A fast path: most have no markup, and an export has many.
  const text = /[<&]/.test(html) ? toText(sanitizeArticle(parseHtml(html))) : toText(parseHtml(html));
  return text.replace(/\s+/g, " ").trim();
}
