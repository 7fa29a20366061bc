/** Longer texts are pasted unchanged. */
export const maxMarkdownLength = 200_000;

/** The score from which a text counts as Markdown: one sign that prose never contains by chance, or two weaker ones. */
const markdownThreshold = 2;

/**
 * Whether a plain text was meant as Markdown. A stray `*`, `#`, `>`, `_` or `1.` is prose, as are two lines of dialogue that begin with "- ".
 * Reads each line a fixed number of times.
 */
export function looksLikeMarkdown(text: string): boolean {
  if (text.length > maxMarkdownLength) return false;
  const lines = text.split("\n");
  const points = [...scoreLines(lines), ...scoreBlocks(lines)];
  return points.reduce((sum, one) => sum + one, 0) >= markdownThreshold;
}

/** Signs within single lines; each kind counts at most twice. */
function scoreLines(lines: string[]): number[] {
  const once = (sign: (line: string, at: number) => boolean, worth: number) =>
    Math.min(markdownThreshold, worth * lines.filter((line, at) => sign(line, at)).length);
  const isBlank = (at: number) => (lines[at] ?? "").trim() === "";
  return [
    once((line) => /^ {0,3}#{2,6} +\S/.test(line), 2),
    // "# 1 des ventes" begins a sentence; a heading is followed by an empty line.
    once((line, at) => /^ {0,3}# +\S/.test(line) && at + 1 < lines.length && isBlank(at + 1), 2),
    once((line) => /^ {0,3}> ?\S/.test(line), 1),
    once((line) => hasPair(line, "**"), 2),
    once((line) => hasPair(line, "~~"), 2),
    once((line) => hasPair(line.replaceAll("**", "  "), "*"), 2),
    once((line) => hasPair(line, "__"), 1),
    once((line) => hasPair(line.replaceAll("__", "  "), "_"), 1),
    once((line) => hasPair(line, "`"), 1),
    once(hasLink, 2),
    once((line) => /^ {0,3}[-+*] \[[ xX]\] /.test(line), 2),
    once((line, at) => /^={3,}\s*$/.test(line) && at > 0 && !isBlank(at - 1), 2),
  ];
}

/** Scores signs that span several lines. */
function scoreBlocks(lines: string[]): number[] {
  const fences = lines.filter((line) => /^ {0,3}(?:```|~~~)/.test(line)).length;
  const tables = lines.filter((line, at) => isTableDivider(line) && (lines[at - 1] ?? "").includes("|")).length;
  const defined = lines.flatMap((line) => /^\[\^([^\]\s]{1,100})\]:/.exec(line)?.[1] ?? []);
  const called = new Set(lines.flatMap(listNoteReferences));
  const isNoted = defined.some((label) => called.has(label));
  return [fences >= 2 ? 2 : 0, tables > 0 ? 2 : 0, isNoted ? 2 : 0, hasBullets(lines) || hasNumbers(lines) ? 2 : 0];
}

/** Lists the labels of the notes that a line references. At the beginning of a line a label defines its note. */
function listNoteReferences(line: string): string[] {
  const [, ...after] = line.split("[^");
  const calls = line.startsWith("[^") ? after.slice(1) : after;
  return calls.filter((text) => text.includes("]")).map((text) => text.slice(0, text.indexOf("]")));
}

/**
 * Whether the line has words between two equal signs that touch them, with space or punctuation outside: `**so**`, not
 * "3 * 4 * 5" or "prix*, port*".
 */
function hasPair(line: string, sign: string): boolean {
  const parts = line.split(sign);
  return parts.some((inner, at) => {
    if (at === 0 || at === parts.length - 1) return false;
    const outside = `${parts[at - 1]?.at(-1) ?? ""}${parts[at + 1]?.at(0) ?? ""}`;
    return inner !== "" && inner === inner.trim() && /[\p{L}\p{N}]/u.test(inner) && !/[\p{L}\p{N}]/u.test(outside);
  });
}

function hasLink(line: string): boolean {
  const at = line.indexOf("](");
  if (at < 1 || line.lastIndexOf("[", at) < 0 || !line.includes(")", at)) return false;
  return /^<?(?:https?:\/\/|mailto:|[/#.]|[\w/-]{1,60}\.\w)/.test(line.slice(at + 2, at + 80));
}

/** Whether a line is `|---|:--:|`, with or without outer bars. */
function isTableDivider(line: string): boolean {
  return line.includes("|") && line.includes("-") && /^[\s|:-]+$/.test(line);
}

const bullet = /^ {0,3}([-+*]) +(\S.*)$/;

/** Whether two items of one kind follow each other, with only empty or indented lines between them. */
function hasBullets(lines: string[]): boolean {
  let previous: string | undefined;
  let found = false;
  let isDialogue = false;
  for (const line of lines) {
    const [, sign, words = ""] = bullet.exec(line) ?? [];
    if (sign === undefined) {
      if (line.trim() !== "" && !/^\s/.test(line)) previous = undefined;
      continue;
    }
    found ||= sign === previous;
    if (sign === "-" && /[?!…]\s*$/.test(words)) isDialogue = true;
    previous = sign;
  }
  return found && !isDialogue;
}

/** Whether "1." and "2." follow each other in the same way. */
function hasNumbers(lines: string[]): boolean {
  let previous: number | undefined;
  for (const line of lines) {
    const [, digits] = /^ {0,3}(\d{1,3})[.)] +\S/.exec(line) ?? [];
    if (digits !== undefined) {
      if (previous !== undefined && Number(digits) === previous + 1) return true;
      previous = Number(digits);
    } else if (line.trim() !== "" && !/^\s/.test(line)) previous = undefined;
  }
  return false;
}
