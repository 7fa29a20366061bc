import { createHash } from "node:crypto";

/** Characters of a statement that its name keeps. */
const maxLength = 120;

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
  const short = plain.replace(
    /^(select|insert into \S+) .*?(?= (?:from|values) )/i,
    (_, start: string) => `${start} …`,
  );
  const hash = createHash("sha256").update(plain).digest("hex").slice(0, 6);
  return `${short.length > maxLength ? `${short.slice(0, maxLength)}…` : short} #${hash}`;
}
