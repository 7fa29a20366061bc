export interface WrappedText {
  lines: string[];
  /** Size of the text in pixels. */
  size: number;
}

export interface TextBox {
  width: number;
  height: number;
  sizes: { largest: number; smallest: number; step: number };
  /** Height of a line, in sizes. */
  leading: number;
}

/** Returns the width of a text at size 1. */
type Measure = (text: string) => number;

/**
 * Breaks a headline into lines at ordinary spaces, in the largest size that fits into a box, and evens the lines out. At
 * the smallest size a word that is too wide is broken, and what does not fit is cut with an ellipsis.
 */
export function wrapLines(text: string, box: TextBox, measure: Measure): WrappedText {
  const words = text.split(" ").filter((word) => word !== "");
  const { largest, smallest, step } = box.sizes;
  for (let size = largest; size >= smallest; size -= step) {
    const width = box.width / size;
    const lines = words.every((word) => measure(word) <= width) ? breakLines(words, width, measure) : undefined;
    if (lines && lines.length <= maxLines(box, size)) return { lines: evenOut(words, lines, width, measure), size };
  }
  const width = box.width / smallest;
  const pieces = words.flatMap((word) => breakWord(word, width, measure));
  const lines = breakLines(pieces, width, measure);
  const max = maxLines(box, smallest);
  if (lines.length <= max) return { lines, size: smallest };
  return { lines: [...lines.slice(0, max - 1), cutLine(lines.slice(max - 1), width, measure)], size: smallest };
}

const maxLines = ({ height, leading }: TextBox, size: number) => Math.max(1, Math.floor(height / (size * leading)));

function breakLines(words: string[], width: number, measure: Measure): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && measure(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Returns the same number of lines in the narrowest width that allows it: no word stands alone in the last one. */
function evenOut(words: string[], lines: string[], width: number, measure: Measure): string[] {
  let even = lines;
  for (let part = 0.95; part > 0.5; part -= 0.05) {
    if (words.some((word) => measure(word) > width * part)) break;
    const narrower = breakLines(words, width * part, measure);
    if (narrower.length > lines.length) break;
    even = narrower;
  }
  return even;
}

function breakWord(word: string, width: number, measure: Measure): string[] {
  if (measure(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const char of word) {
    if (piece !== "" && measure(`${piece}${char}`) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += char;
  }
  return [...pieces, piece];
}

function cutLine(lines: string[], width: number, measure: Measure): string {
  const chars = [...(lines[0] ?? "")];
  while (chars.length > 0 && measure(`${chars.join("").trimEnd()}…`) > width) chars.pop();
  return `${chars.join("").trimEnd()}…`;
}
