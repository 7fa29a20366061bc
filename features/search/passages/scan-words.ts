import { foldWord } from "#lib/words/fold-word.ts";

// What a code point is for the words of a text. Looked up once each: a regular expression takes ten times as long.
const unknown = 0;
const other = 1;
const mark = 2;
const digit = 3;
const letter = 4;
/** As `letter`, one that `foldWord` does not change. */
const plainLetter = 5;
const kinds = new Uint8Array(0x110000);

function kindOf(code: number): number {
  const kind = kinds[code] ?? other;
  return kind === unknown ? lookUpKind(code) : kind;
}

function lookUpKind(code: number): number {
  const character = String.fromCodePoint(code);
  let kind = other;
  if (/\p{L}/u.test(character)) kind = foldWord(character) === character ? plainLetter : letter;
  else if (/\p{N}/u.test(character)) kind = digit;
  else if (/\p{M}/u.test(character)) kind = mark;
  kinds[code] = kind;
  return kind;
}

/** The code point at a position, as `codePointAt` returns it, but faster for most texts. */
function codeAt(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return (unit & 0xfc00) === 0xd800 ? (text.codePointAt(at) ?? unit) : unit;
}

const sizeOf = (code: number) => (code > 0xffff ? 2 : 1);

/** Where the next word begins, at `from` or later; the length of the text if there is none. */
export function findWordStart(text: string, from: number): number {
  for (let at = from; at < text.length; ) {
    const code = codeAt(text, at);
    if (kindOf(code) >= digit) return at;
    at += sizeOf(code);
  }
  return text.length;
}

/** Where the word that begins at `start` ends: after its letters, digits and marks. "e-mail" and "wi-fi" are one word, as in the index. */
export function findWordEnd(text: string, start: number): number {
  let at = start + prefixLength(text, start);
  while (at < text.length) {
    const code = codeAt(text, at);
    if (kindOf(code) < mark) return at;
    at += sizeOf(code);
  }
  return text.length;
}

const hyphen = 45;
const lowerCase = 32;
const [e, w, i] = [101, 119, 105];

/** The length of "e-" or "wi-" before a letter, else 0. */
function prefixLength(text: string, start: number): number {
  const first = text.charCodeAt(start) | lowerCase;
  const length = first === e ? 2 : first === w && (text.charCodeAt(start + 1) | lowerCase) === i ? 3 : 0;
  if (length === 0 || text.charCodeAt(start + length - 1) !== hyphen) return 0;
  return start + length < text.length && kindOf(codeAt(text, start + length)) >= letter ? length : 0;
}

interface TrieNode {
  next: Map<number, TrieNode>;
  /** The terms with this prefix. */
  terms: number[];
}

/** Folded characters: the same accented letters occur often. */
const folded = new Map<number, string>();
/** As many as there are syllables of Hangul, and all other letters that have a folded form. */
const maxFolded = 20_000;

function fold(code: number): string {
  const known = folded.get(code);
  if (known !== undefined) return known;
  const text = foldWord(String.fromCodePoint(code));
  if (folded.size >= maxFolded) folded.clear();
  folded.set(code, text);
  return text;
}

/** The node to which a folded character leads. */
function follow(node: TrieNode, code: number): TrieNode | undefined {
  if (code < 0x80) return node.next.get(code >= 65 && code <= 90 ? code | lowerCase : code);
  const kind = kindOf(code);
  if (kind === mark) return node;
  if (kind === plainLetter && code <= 0xffff) return node.next.get(code);
  const letters = fold(code);
  let found: TrieNode | undefined = node;
  for (let n = 0; found && n < letters.length; n += 1) found = found.next.get(letters.charCodeAt(n));
  return found;
}

/** Folded prefixes of words, with their terms. */
export class PrefixTrie {
  readonly #root: TrieNode = { next: new Map(), terms: [] };

  add(prefix: string, term: number): void {
    let node = this.#root;
    for (let at = 0; at < prefix.length; at += 1) {
      const unit = prefix.charCodeAt(at);
      const next = node.next.get(unit) ?? { next: new Map(), terms: [] };
      node.next.set(unit, next);
      node = next;
    }
    if (!node.terms.includes(term)) node.terms.push(term);
  }

  /** Whether a word of a text has one of the prefixes. Adds their terms to `terms`. */
  match(text: string, start: number, end: number, terms: Set<number>): boolean {
    let node = this.#root;
    let isFound = false;
    for (let at = start; at < end; ) {
      const code = codeAt(text, at);
      at += sizeOf(code);
      if (code === hyphen) continue;
      const next = follow(node, code);
      if (!next) return isFound;
      node = next;
      if (node.terms.length === 0) continue;
      isFound = true;
      for (const term of node.terms) terms.add(term);
      if (node.next.size === 0) return true;
    }
    return isFound;
  }
}
