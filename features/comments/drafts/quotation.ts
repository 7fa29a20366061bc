/** Longest passage that an answer quotes, in characters: who needs more links to the comment. */
export const maxQuotation = 600;

/** Words that were selected, in lines without what separates paragraphs on the screen; cut where they are too many. */
export function trimQuotation(selected: string): string {
  const lines = selected
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const text = lines.join("\n");
  return text.length <= maxQuotation ? text : `${text.slice(0, maxQuotation).trimEnd()}…`;
}

/** A comment's text as it is sent: what it quotes stands first, as a quotation of Markdown that shows the words as they were read. */
export function withQuotation(quote: string, text: string): string {
  if (quote === "") return text;
  const lines = quote.split("\n").map((line) => `> ${escapeMarkdown(line)}`);
  return `${lines.join("\n>\n")}\n\n${text}`;
}

/** What has a meaning in Markdown stands for itself. */
function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_[\]<>~|&]/g, "\\$&")
    .replace(/^(?=[#+=-])/, "\\")
    .replace(/^(\d{1,9})(?=[.)])/, "$1\\");
}
