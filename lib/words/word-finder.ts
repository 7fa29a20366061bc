import { type Folded, foldedReadings, foldText } from "./fold-text.ts";

/** Finds any of many words in a text. */
export interface WordFinder {
  /** How many words it knows. */
  size: number;
  /** The distinct listed words found in the texts, in the list's spelling, in the order of their first positions. */
  find(...texts: string[]): string[];
}

/** A node in the trie of all words: Aho and Corasick, "Efficient String Matching", 1975. */
interface TrieNode {
  next: Map<number, TrieNode>;
  /**
   * In short lists, and near the root: the next node for each of a to z and 0 to 9, including those reached by `back`.
   */
  plain: TrieNode[];
  depth: number;
  /** The longest proper suffix that is the beginning of a word (failure link). */
  back: TrieNode | undefined;
  /** Along `back`: the next node at which a word ends. */
  shorter: TrieNode | undefined;
  entry: WordEntry | undefined;
}

interface WordEntry {
  word: string;
  length: number;
  /** The gaps inside the listed word, counted in letters: "crypto gratuit" has one at 6. */
  gaps: Set<number>;
}

const createNode = (depth: number): TrieNode => ({
  next: new Map(),
  plain: [],
  depth,
  back: undefined,
  shorter: undefined,
  entry: undefined,
});

/**
 * Creates a finder for the words of a list (one per line; each is plain text, never a pattern). A word is found as a
 * whole word, in any case, with or without accents, in look-alike letters, with digits for letters, with invisible
 * characters or signs inside it, or spaced out letter by letter. Time is linear in the text, whatever the words are.
 */
export function createWordFinder(list: string): WordFinder {
  const root = createNode(0);
  let [size, nodeCount] = [0, 1];
  for (const line of list.split("\n")) {
    const word = line.trim();
    const folded = foldText(word);
    // A single letter would be found in every sentence.
    if (folded.run.length < 2) continue;
    size += 1;
    const gaps = new Set<number>();
    for (let n = 1; n < folded.run.length; n += 1) if (folded.begins[n]) gaps.add(n);
    let at = root;
    for (let n = 0; n < folded.run.length; n += 1) {
      const unit = folded.run.charCodeAt(n);
      let next = at.next.get(unit);
      if (!next) {
        next = createNode(n + 1);
        at.next.set(unit, next);
        nodeCount += 1;
      }
      at = next;
    }
    at.entry ??= { word, length: folded.run.length, gaps };
  }
  link(root, nodeCount <= maxTableEntries ? Number.POSITIVE_INFINITY : plainDepth);
  return {
    size,
    find(...texts) {
      const found = new Set<string>();
      if (size > 0) for (const reading of texts.flatMap(foldedReadings)) search(root, reading, found);
      return [...found];
    },
  };
}

const plainUnits = Array.from("abcdefghijklmnopqrstuvwxyz0123456789", (one) => one.charCodeAt(0));
/** This many nodes get a table: 8 MB for a list of some 2,500 words. */
const maxTableEntries = 25_000;
/** In longer lists deeper nodes have no table: tables for all would take tens of megabytes. */
const plainDepth = 3;
/** By character code: its index in `plain`. */
const plainPlaces = new Int8Array(128).fill(-1);
for (const [at, unit] of plainUnits.entries()) plainPlaces[unit] = at;

/** Breadth first: links each node to where to continue when the next letter does not fit. */
function link(root: TrieNode, deepest: number): void {
  const queue = [...root.next.values()];
  for (const first of queue) first.back = root;
  root.plain = plainUnits.map((unit) => root.next.get(unit) ?? root);
  // The queue grows while it is iterated.
  for (const at of queue) {
    const fallback = (at.back ?? root).plain;
    if (at.depth <= deepest) at.plain = plainUnits.map((unit, n) => at.next.get(unit) ?? fallback[n] ?? root);
    for (const [unit, next] of at.next) {
      let back = at.back;
      while (back && !back.next.has(unit)) back = back.back;
      next.back = back?.next.get(unit) ?? root;
      next.shorter = next.back.entry ? next.back : next.back.shorter;
      queue.push(next);
    }
  }
}

function follow(root: TrieNode, from: TrieNode, unit: number): TrieNode {
  const column = plainPlaces[unit] ?? -1;
  for (let at: TrieNode | undefined = from; at; at = at.back) {
    const next = (column < 0 ? undefined : at.plain[column]) ?? at.next.get(unit);
    if (next) return next;
  }
  return root;
}

function search(root: TrieNode, text: Folded, found: Set<string>): void {
  let at = root;
  for (let n = 0; n < text.run.length; n += 1) {
    at = follow(root, at, text.run.charCodeAt(n));
    // Only at the end of a word of the text; then each listed word that ends here, of which there are few: each is a
    // suffix of the next longer one.
    if (!text.begins[n + 1]) continue;
    for (let hit = at.entry ? at : at.shorter; hit; hit = hit.shorter) {
      if (hit.entry && fits(text, n + 1 - hit.entry.length, hit.entry)) found.add(hit.entry.word);
    }
  }
}

/** Whether the text at `start` is the word, and not letters of neighbouring words ("the pen is" for another word). */
function fits(text: Folded, start: number, { length, gaps }: WordEntry): boolean {
  if (!text.begins[start]) return false;
  let [pieces, single, strange, last] = [1, 0, 0, start];
  for (let n = start + 1; n < start + length; n += 1) {
    if (!text.begins[n]) continue;
    if (n - last === 1) single += 1;
    last = n;
    pieces += 1;
    // A space where the word has none; signs alone ("vi-agra", "vi.agra") do not count.
    if (text.gaps[n] === 2 && !gaps.has(n - start)) strange += 1;
  }
  if (start + length - last === 1) single += 1;
  return strange === 0 || (pieces >= 3 && single * 2 >= pieces);
}
