/** The longest quotation in a reply, in characters. To quote more, members link to the comment. */
export const maxQuotation = 600;

/** Returns the selected text as lines, without the blank lines between paragraphs, truncated if it is too long. */
export function trimQuotation(selected: string): string {
  const lines = selected
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const text = lines.join("\n");
  return text.length <= maxQuotation ? text : `${text.slice(0, maxQuotation).trimEnd()}…`;
}

/** Returns the text of a comment as it is sent: first the quoted passage as a Markdown quotation that renders literally. */
export function withQuotation(quote: string, text: string): string {
  if (quote === "") return text;
  const lines = quote.split("\n").map((line) => `> ${escapeLine(line)}`);
  return `${lines.join("\n>\n")}\n\n${text}`;
}

/** URLs go into angle brackets: escaping them would turn "a_b" into "a%5C_b". */
function escapeLine(line: string): string {
  const parts = line.split(/(https?:\/\/[^\s<>]+)/);
  return parts.map((part, at) => (at % 2 === 0 ? escapeMarkdown(part) : quoteAddress(part))).join("");
}

function quoteAddress(address: string): string {
  const isPunctuation = (sign: string) => ".,;:!?'\"”’»…".includes(sign) || (sign === ")" && !address.includes("("));
  let end = address.length;
  while (isPunctuation(address.charAt(end - 1))) end -= 1;
  return `<${address.slice(0, end)}>${escapeMarkdown(address.slice(end))}`;
}

/** Escapes every character with a meaning in Markdown. */
function escapeMarkdown(line: string): string {
  return line
    .replace(/[\\`*_[\]<>~|&]/g, "\\$&")
    .replace(/^(?=[#+=-])/, "\\")
    .replace(/^(\d{1,9})(?=[.)])/, "$1\\");
}
