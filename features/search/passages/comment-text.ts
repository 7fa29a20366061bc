import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";

/** Markup other than these tags without attributes, or a character reference. */
const otherMarkup = /&|<(?!\/?(?:p|strong|em)>|br>)/;

/** The text of a comment's HTML. Most comments are plain paragraphs, for which no parser is needed. */
export function readCommentText(html: string): string {
  if (otherMarkup.test(html)) return toText(parseHtml(html));
  return html
    .replace(/<\/?(?:strong|em)>/g, "")
    .replace(/(?:<\/?p>|<br>|\n)+/g, "\n")
    .trim();
}
