import type { MarkedText } from "#features/search/rules.ts";
import type { TermMatch } from "./term-finder.ts";

/** Two lines of a result. */
const passageLength = 220;
/** What precedes the first marked word. */
const leadIn = 50;

/** Marks the ranges of a whole text. */
export function markText(text: string, matches: TermMatch[]): MarkedText {
  return markRange(text, matches, 0, text.length);
}

/** The best place of a text: where most terms are near each other; the beginning if there is none. */
export function findBestPlace(matches: TermMatch[]): { start: number; terms: number } {
  let best = { start: 0, terms: 0, count: 0 };
  const counts = new Map<number, number>();
  let last = 0;
  for (const [first, match] of matches.entries()) {
    while (last < matches.length && (matches[last]?.end ?? 0) <= match.start + passageLength - leadIn) {
      const term = matches[last]?.term ?? 0;
      counts.set(term, (counts.get(term) ?? 0) + 1);
      last += 1;
    }
    const count = last - first;
    if (counts.size > best.terms || (counts.size === best.terms && count > best.count + 1))
      best = { start: match.start, terms: counts.size, count };
    const left = (counts.get(match.term) ?? 1) - 1;
    if (left > 0) counts.set(match.term, left);
    else counts.delete(match.term);
    if (last <= first) last = first + 1;
  }
  return { start: best.start, terms: best.terms };
}

/** Cuts two lines around a place, at words, with the marked words. */
export function cutPassage(text: string, matches: TermMatch[], place: number): MarkedText {
  const start = place <= leadIn ? 0 : skipToWord(text, place - leadIn, place);
  const end = text.length - start <= passageLength ? text.length : endOfWord(text, start + passageLength, start);
  const marked = markRange(text, matches, start, end);
  return [
    ...(start > 0 ? [{ text: "…", isMatch: false }] : []),
    ...marked,
    ...(end < text.length ? [{ text: "…", isMatch: false }] : []),
  ];
}

function skipToWord(text: string, from: number, place: number): number {
  const space = text.slice(from, place).search(/\s/);
  return space < 0 ? place : from + space + 1;
}

function endOfWord(text: string, end: number, start: number): number {
  for (let at = end; at > start; at -= 1) if (/\s/.test(text[at] ?? "")) return at;
  return end;
}

/**
 * A range of a text on one line. Texts have a tab between two cells of a table and a line break between two blocks
 * (lib/html/text.ts): cells, and items and headings without punctuation at their end, are separated by a middle dot.
 */
function joinLines(text: string, start: number, end: number): string {
  return text.slice(start, end).replace(/\s+/g, (space, at: number) => {
    const isApart = space.includes("\t") || (space.includes("\n") && !/[.!?…:;,»”]/.test(text[start + at - 1] ?? "."));
    // The dot must not begin a line.
    return isApart ? "\u00a0· " : " ";
  });
}

function markRange(text: string, matches: TermMatch[], from: number, to: number): MarkedText {
  const pieces: MarkedText = [];
  const add = (start: number, end: number, isMatch: boolean) => {
    if (end > start) pieces.push({ text: joinLines(text, start, end), isMatch });
  };
  let at = from;
  for (const { start, end } of matches) {
    if (end > to || end <= at) continue;
    if (start > at) add(at, start, false);
    if (start >= from) {
      add(Math.max(at, start), end, true);
      at = end;
    }
  }
  add(at, to, false);
  return pieces;
}
