import { createHash } from "node:crypto";

/** Characters of a statement that its name keeps. */
const maxLength = 120;

/** Leaves out what stands between `select` and its `from`, which may contain other ones in parentheses. */
function withoutColumns(text: string): string {
  const [start] = /^(?:select|insert into \S+) /i.exec(text) ?? [];
  if (start === undefined) return text;
  let depth = 0;
  for (let at = start.length; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    else if (text[at] === ")") depth -= 1;
    else if (depth === 0 && text[at] === " " && /^ (?:from|values) /i.test(text.slice(at, at + 8)))
      return `${start}…${text.slice(at)}`;
  }
  return text;
}

/**
 * Names a statement of SQL for people and metrics: its text without values, without the list of its columns, and cut,
 * with a short hash of the rest. Statements that differ only in their values, or in how many there are, have one name.
 */
export function nameStatement(text: string): string {
  const plain = text
    .slice(0, 20_000)
    .replace(/--[^\n]*/g, " ")
    .replace(/'[^']*'/g, "?")
    .replace(/"/g, "")
    .replace(/\$\d+/g, "?")
    .replace(/\b\d+\b/g, "?")
    .replace(/\s+/g, " ")
    .replace(/\?(?:, ?\?)+/g, "?…")
    .replace(/\(\?…?\)(?:, ?\(\?…?\))+/g, "(?…)")
    .trim();
  const short = withoutColumns(plain);
  const hash = createHash("sha256").update(plain).digest("hex").slice(0, 6);
  return `${short.length > maxLength ? `${short.slice(0, maxLength)}…` : short} #${hash}`;
}
