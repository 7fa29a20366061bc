import { escapeHtml } from "#lib/html/escape-html.ts";

/** `costly`: it takes too much time or memory. `failed`: it throws, or asks without end. */
export type PlainReason = "costly" | "failed";

/**
 * Converts a content that is too costly to convert: its text, without its tags, in paragraphs. It only searches, so it
 * takes linear time whatever the content.
 */
export function convertPlainText(content: string): string {
  return withoutTags(content)
    .split("\n\n")
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)
    .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
    .join("\n");
}

export function convertPlainBody(content: string) {
  return { lead: "", bodyHtml: convertPlainText(content), provenance: undefined, later: [] };
}

function withoutTags(content: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = content.indexOf("<"); start >= 0; start = content.indexOf("<", from)) {
    const end = content.indexOf(">", start);
    if (end < 0) break;
    parts.push(content.slice(from, start), " ");
    from = end + 1;
  }
  parts.push(content.slice(from));
  return parts.join("");
}
