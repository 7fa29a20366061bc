import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";

/** A title, name or caption of WordPress (which keeps them as HTML) as one line of plain text. */
export function toPlainLine(html: string): string {
  // Most have no markup at all, and an export has many.
  const text = /[<&]/.test(html) ? toText(sanitizeArticle(parseHtml(html))) : toText(parseHtml(html));
  return text.replace(/\s+/g, " ").trim();
}
