import { foldLetters, signAsLetter } from "#lib/words/fold-text.ts";
import type { TextSpan } from "../reported-speech.ts";
import type { Lexicon, LexiconWord } from "./lexicon.ts";

/** A word, an emoji or a kind of address (`<email>`, `<mention>`), folded. */
export interface ToneToken {
  word: string;
  known: LexiconWord;
  /** The ids of its lexicon classes; those of a phrase are at its first word. */
  classes: number[];
  /** In UTF-16 units of the text. */
  start: number;
  end: number;
  /** In a quotation or reported speech. */
  reported: boolean;
  /** Written in capitals. */
  capitals: boolean;
}

/** A sentence, or a part of a long one, with the signs at its end. */
export interface Sentence {
  tokens: ToneToken[];
  exclamations: number;
  questions: number;
}

/** A sentence without a full stop is cut after so many words, so that one insult in it is not diluted. */
const maxSentenceTokens = 40;
/** Longer words are cut before they are compared. */
const maxWordLength = 40;
const maxSpacedLetters = 40;
/** The longest word that is read in spaced letters, repeated ones included. */
const maxSpacedWord = 24;
/** Shorter words without a doubled letter are other words ("base", "casses"), not misspelt ones ("conard"). */
const minMisspelt = 6;

/** Elided words ("qu'"), English endings ("'re"), words with signs in them (first group), emoji, and the ends of sentences (second group). */
const tokenPattern =
  /(?:qu|[cdjlmnst]|jusqu|lorsqu|puisqu|quelqu)'(?=\p{L})|'(?:re|s|m|ll|ve|d|t)(?!\p{L})|([@$€£]?[\p{L}\p{N}]+(?:[@$€£!|*¡+]{1,4}[\p{L}\p{N}]+)*)|\p{Extended_Pictographic}|([.!?…;]+)/gu;
const urlPattern =
  /^[^a-z]{0,5}(?:https?:|www\.)|[a-z0-9]\.(?:com|net|org|fr|io|info|biz|xyz|shop|store|online|site|club|top|live|app|me|ru|cn|example|test|eu|be|ch|ca|uk|de|vip|win|bet|casino|co|pro|link|ly)(?:[/?#:]|[^a-z0-9-]{0,5}$)/;
const emailPattern = /[a-z0-9]@[a-z0-9-]{1,63}\./;

/** A word as most are: without signs or digits, once folded. */
const plainWord = /^[a-z]+$/;

/** Splits a text into sentences of folded words with their lexicon classes. Linear in the text. */
export function splitIntoSentences(text: string, reportedSpans: TextSpan[], lexicon: Lexicon): Sentence[] {
  const { plain, positionOf } = foldWithPositions(text);
  const sentences: Sentence[] = [];
  let current: Sentence = { tokens: [], exclamations: 0, questions: 0 };
  let spanAt = 0;
  const closeSentence = () => {
    if (current.tokens.length > 0) sentences.push(current);
    current = { tokens: [], exclamations: 0, questions: 0 };
  };
  const add = (known: LexiconWord, from: number, to: number) => {
    const start = positionOf(from);
    const last = positionOf(to - 1);
    const end = last + ((text.codePointAt(last) ?? 0) > 0xffff ? 2 : 1);
    while ((reportedSpans[spanAt]?.end ?? Number.POSITIVE_INFINITY) <= start) spanAt += 1;
    const reported = (reportedSpans[spanAt]?.start ?? Number.POSITIVE_INFINITY) <= start;
    const capitals = isInCapitals(text, start, end);
    current.tokens.push({ word: known.word, known, classes: known.classes, start, end, reported, capitals });
  };
  const addPlainWord = (known: LexiconWord, from: number, to: number) => {
    if (current.tokens.length >= maxSentenceTokens) closeSentence();
    add(known, from, to);
  };
  const addWord = (run: string, at: number) => {
    const known = lexicon.plainWords.get(run);
    if (known) return addPlainWord(known, at, at + run.length);
    if (current.tokens.length >= maxSentenceTokens) closeSentence();
    for (const [part, from, to] of readWord(run, lexicon)) add(lexicon.lookUp(part), at + from, at + to);
  };
  const readChunk = (chunk: string, chunkAt: number) => {
    // Not `matchAll`, which copies the expression for each of the many chunks with a comma.
    tokenPattern.lastIndex = 0;
    for (let match = tokenPattern.exec(chunk); match; match = tokenPattern.exec(chunk)) {
      const [found, word, end] = match;
      const at = chunkAt + match.index;
      if (end !== undefined) {
        if (found.includes("!")) current.exclamations += found.split("!").length - 1;
        if (found.includes("?")) current.questions += 1;
        // "c.o.n": a full stop inside a word ends nothing.
        if (found !== "." || match.index + 1 === chunk.length) closeSentence();
        continue;
      }
      if (word !== undefined) addWord(word, at);
      else {
        if (current.tokens.length >= maxSentenceTokens) closeSentence();
        add(lexicon.lookUp(found), at, at + found.length);
      }
    }
  };
  for (const { 0: chunk, index: chunkAt } of plain.matchAll(/\n|[^\s]+/g)) {
    const known = lexicon.plainWords.get(chunk);
    if (known) addPlainWord(known, chunkAt, chunkAt + chunk.length);
    else if (chunk === "\n") closeSentence();
    else if (plainWord.test(chunk)) addPlainWord(readPlainWord(chunk, lexicon), chunkAt, chunkAt + chunk.length);
    else if (chunk.includes(".") && urlPattern.test(chunk)) {
      // A link says nothing of the tone, and members link to sources: the phases of links and marks of spam look at it.
      if (emailPattern.test(chunk)) add(lexicon.lookUp("<email>"), chunkAt, chunkAt + chunk.length);
    } else readChunk(chunk, chunkAt);
  }
  closeSentence();
  for (const sentence of sentences) {
    sentence.tokens = joinPieces(sentence.tokens, text, lexicon);
    lexicon.markPhrases(sentence.tokens);
  }
  return sentences;
}

/** Whether a word of three letters or more is written in capitals. */
function isInCapitals(text: string, start: number, end: number): boolean {
  const first = text.charCodeAt(start);
  // Like nearly all words: the rest is not looked at.
  if (end - start < 3 || (first >= 97 && first <= 122)) return false;
  const written = text.slice(start, end);
  return written === written.toUpperCase() && written !== written.toLowerCase();
}

/** The characters that folding may change. */
const foldedCharacters = /[A-Z`\u{80}-\u{10ffff}]/gu;

/** Folds letter by letter. `positionOf` returns where in the text a letter came from: in most texts, the same place. */
function foldWithPositions(text: string): { plain: string; positionOf(at: number): number } {
  let isShifted = false;
  const plain = text.replace(foldedCharacters, (one) => {
    const folded = foldCodePoint(one.codePointAt(0) ?? 0);
    if (folded.length !== one.length) isShifted = true;
    return folded;
  });
  if (!isShifted) return { plain, positionOf: (at) => at };
  const positions = listPositions(text);
  return { plain, positionOf: (at) => positions[at] ?? 0 };
}

/** For each unit of the folded text, where the character that it came from begins. */
function listPositions(text: string): number[] {
  const positions: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const length = code > 0xffff ? 2 : 1;
    const folded = foldCodePoint(code);
    for (let n = 0; n < folded.length; n += 1) positions.push(at);
    at += length;
  }
  return positions;
}

const foldedAscii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code).toLowerCase().replace("`", "'"));
const otherApostrophes = new Set([0x2018, 0x2019, 0x02bc, 0xb4]);
/** Texts use few other letters; a hostile one empties the cache now and then. */
const foldedOthers = new Map<number, string>();
const maxFoldedOthers = 2_000;

function foldCodePoint(code: number): string {
  if (code < 128) return foldedAscii[code] ?? "";
  if (otherApostrophes.has(code)) return "'";
  const known = foldedOthers.get(code);
  if (known !== undefined) return known;
  if (foldedOthers.size >= maxFoldedOthers) foldedOthers.clear();
  const folded = foldLetters(String.fromCodePoint(code));
  foldedOthers.set(code, folded);
  return folded;
}

type Piece = [word: string, from: number, to: number];

/** Reads a run of plain letters, and keeps the result for the next time. */
function readPlainWord(run: string, lexicon: Lexicon): LexiconWord {
  const word = lexicon.lookUp(squeeze(run, lexicon));
  lexicon.keepPlainWord(run, word);
  return word;
}

/** Reads a run of letters, digits and signs: as a disguised word if the lexicon knows it, otherwise as written. */
function readWord(run: string, lexicon: Lexicon): Piece[] {
  if (plainWord.test(run)) return [[readPlainWord(run, lexicon).word, 0, run.length]];
  const bare = run.replace(/^@/, "");
  if (/^\p{N}+$/u.test(run)) return [[run.length === 1 ? run : `#${Math.min(run.length, 9)}`, 0, run.length]];
  if (run.includes("*")) {
    const word = lexicon.unmask(run);
    if (word) return [[word, 0, run.length]];
  }
  for (const one of ["i", "l"] as const) {
    const letters = run.replace(/[@$€£+¡!|0-9]/g, (sign) => signAsLetter(sign, one));
    const word = squeeze(letters, lexicon);
    if (letters !== run && lexicon.isNotable(word)) return [[word, 0, run.length]];
  }
  if (bare.length < run.length) return [["<mention>", 0, run.length]];
  const pieces: Piece[] = [];
  for (const { 0: part, index } of run.matchAll(/[\p{L}\p{N}]+/gu))
    pieces.push([squeeze(part, lexicon), index, index + part.length]);
  return pieces;
}

/** Shortens repeated letters ("connnnard") to the word that the lexicon knows; otherwise to one letter. */
function squeeze(word: string, lexicon: Lexicon): string {
  const short = word.length > maxWordLength ? word.slice(0, maxWordLength) : word;
  if (lexicon.isKnown(short)) return short;
  if (!/(.)\1/u.test(short)) return (short.length >= minMisspelt && lexicon.findWithoutDoubles(short)) || short;
  const doubled = short.replace(/(.)\1{2,}/gu, "$1$1");
  if (doubled !== short && lexicon.isKnown(doubled)) return doubled;
  const single = short.replace(/(.)\1{2,}/gu, "$1");
  if (lexicon.isKnown(single)) return single;
  return lexicon.findWithoutDoubles(short.replace(/(.)\1+/gu, "$1")) ?? single;
}

/** Joins what signs or spaces tear apart, if the lexicon knows the whole: "c o n n a r d", "con-nard". */
function joinPieces(tokens: ToneToken[], text: string, lexicon: Lexicon): ToneToken[] {
  const joined: ToneToken[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) continue;
    const run = token.word.length === 1 ? spacedRun(tokens, at) : 1;
    const spaced = run >= 3 ? readSpaced(tokens.slice(at, at + run), lexicon) : undefined;
    if (spaced) {
      joined.push(...spaced);
      at += run - 1;
      continue;
    }
    if (run >= 3) {
      // What has no word has none from its next letter on either: searching from each would take the square of its length.
      const passed = run < maxSpacedLetters ? run : run - maxSpacedWord;
      joined.push(...tokens.slice(at, at + passed));
      at += passed - 1;
      continue;
    }
    const next = tokens[at + 1];
    if (next && next.start - token.end === 1 && /[-._*~]/.test(text.charAt(token.end))) {
      const whole = token.word + next.word;
      if (lexicon.isNotable(whole) && !lexicon.isNotable(next.word)) {
        const known = lexicon.lookUp(whole);
        joined.push({ ...token, word: known.word, known, classes: known.classes, end: next.end });
        at += 1;
        continue;
      }
    }
    joined.push(token);
  }
  return joined;
}

/** The number of single letters in a row, each one sign or space after the other. */
function spacedRun(tokens: ToneToken[], from: number): number {
  let at = from + 1;
  for (; at < tokens.length && at - from < maxSpacedLetters; at += 1) {
    const [last, token] = [tokens[at - 1], tokens[at]];
    if (!last || !token || token.word.length !== 1 || token.start - last.end > 2) break;
  }
  return at - from;
}

/** Reads spaced letters as notable words, from left to right; undefined if there is none among them. */
function readSpaced(letters: ToneToken[], lexicon: Lexicon): ToneToken[] | undefined {
  const run = letters.map(({ word }) => word).join("");
  const read: ToneToken[] = [];
  let isFound = false;
  for (let from = 0; from < letters.length; ) {
    let to = lexicon.mayBeginNotable(run.slice(from, from + maxSpacedWord))
      ? Math.min(letters.length, from + maxSpacedWord)
      : from;
    while (to - from >= 3 && !lexicon.isNotable(squeeze(run.slice(from, to), lexicon))) to -= 1;
    const first = letters[from];
    if (!first) break;
    if (to - from < 3) {
      read.push(first);
      from += 1;
      continue;
    }
    isFound = true;
    const known = lexicon.lookUp(squeeze(run.slice(from, to), lexicon));
    read.push({ ...first, word: known.word, known, classes: known.classes, end: letters[to - 1]?.end ?? first.end });
    from = to;
  }
  return isFound ? read : undefined;
}
