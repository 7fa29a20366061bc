import type { Root } from "hast";
import { sanitizeArticle } from "#lib/html/allowlist.ts";
import { parseMarkdown } from "#lib/markdown/parse.ts";
import { maxMarkdownLength } from "./detect-markdown.ts";

/**
 * Converts pasted Markdown to an allowlisted body: CommonMark with GitHub's tables and strike-through, and footnotes.
 * Properties that Obsidian writes at the beginning of a note become code. Undefined for a text that is too long or
 * exceeds the limits of `lib/markdown/structure.ts`; it is then pasted unchanged.
 */
export function readPastedMarkdown(text: string): Root | undefined {
  if (text.length > maxMarkdownLength) return undefined;
  const tree = parseMarkdown(propertiesAsCode(text), "pasted");
  return tree && sanitizeArticle(tree);
}

/** `---`, lines, `---` at the very beginning would turn the properties into a heading. */
function propertiesAsCode(text: string): string {
  if (!text.startsWith("---\n")) return text;
  const end = text.indexOf("\n---\n", 3);
  const properties = text.slice(4, end + 1);
  return end < 0 || /\n\n|```/.test(properties) ? text : `\`\`\`yaml\n${properties}\`\`\`\n${text.slice(end + 5)}`;
}
