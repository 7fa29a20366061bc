import type { DraftContent } from "#db/schema/newsroom.ts";
import { countWords } from "#features/articles/rules.ts";
import { parseHtml } from "#lib/html/parse.ts";
import { toText } from "#lib/html/text.ts";
/** Counts the words of an article's lead and body. */
export function countContentWords({ lead, bodyHtml }: Pick<DraftContent, "lead" | "bodyHtml">): number {
  return countWords(lead) + countWords(toText(parseHtml(bodyHtml)));
}
