import { maxAuthors } from "./limits.ts";
import { ambiguousToLine } from "./plain-text.ts";

/**
 * Returns the names in what a feed says about authors: "mail (Name)", "Name <mail>", "Name". Mail addresses are left
 * out: they are not names, and publishing them would only serve spammers.
 */
export function listAuthors(declared: string[]): string[] {
  const names = declared
    .slice(0, 4 * maxAuthors)
    .map(toName)
    .filter((name) => name !== "");
  return [...new Set(names)].slice(0, maxAuthors);
}

function toName(declared: string): string {
  const line = ambiguousToLine(declared, 300);
  if (!line.includes("@")) return line;
  const bracket = line.indexOf("(");
  const before = line.slice(0, bracket).trim();
  const isNameInBrackets = bracket > 0 && line.endsWith(")") && before.includes("@") && !before.includes(" ");
  const words = (isNameInBrackets ? line.slice(bracket + 1, -1) : line)
    .split(/[\s<>"]/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word) && !word.includes("@"));
  return words
    .join(" ")
    .replace(/^[,;:–-]{1,5}/, "")
    .replace(/[,;:–-]$/, "")
    .trim();
}
