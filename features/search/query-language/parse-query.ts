import { maxTerms } from "#features/search/rules.ts";

/** A word, an expression of several words, or the beginning of a word, as typed. */
export interface QueryTerm {
  kind: "word" | "phrase" | "prefix";
  text: string;
}

export interface ParsedQuery {
  /** All of these must match; each is a list of which one must match (OU). */
  clauses: QueryTerm[][];
  excluded: QueryTerm[];
  /** Names or handles after `par:`. */
  people: string[];
}

const closing: Record<string, string> = { '"': '"', "«": "»", "“": "”", "„": "“", "”": "”", "＂": "＂" };
/** Shorter beginnings match too many words. */
const minPrefixLength = 2;

/** What a token is made of: a piece of text, quoted or not, with the signs before it. */
interface Token {
  text: string;
  isQuoted: boolean;
  isExcluded: boolean;
  isPerson: boolean;
}

/**
 * Reads the query language: words, "phrases", -exclusions, par:author, OU, beginnings*. Everything else is words; no
 * text is an error. Linear in the text's length.
 * @param text as `cleanQueryText` returns it
 */
export function parseQuery(text: string): ParsedQuery {
  const parsed: ParsedQuery = { clauses: [], excluded: [], people: [] };
  let isAlternative = false;
  let count = 0;
  for (const token of readTokens(text.normalize("NFKC"))) {
    if (!token.isQuoted && !token.isExcluded && !token.isPerson && (token.text === "OU" || token.text === "OR")) {
      isAlternative = parsed.clauses.length > 0;
      continue;
    }
    const term = toTerm(token);
    if (!term || count >= maxTerms) continue;
    count += 1;
    const last = parsed.clauses.at(-1);
    if (token.isPerson) parsed.people.push(term.text);
    else if (token.isExcluded) parsed.excluded.push(term);
    else if (isAlternative && last) last.push(term);
    else parsed.clauses.push([term]);
    isAlternative = false;
  }
  return parsed;
}

function* readTokens(text: string): Generator<Token> {
  const missing = new Set<string>();
  let at = 0;
  while (at < text.length) {
    if (text[at] === " ") {
      at += 1;
      continue;
    }
    const isExcluded = text[at] === "-" || text[at] === "−";
    if (isExcluded) at += 1;
    const person = /^(?:par|by):/i.exec(text.slice(at, at + 4));
    if (person) at += person[0].length;
    const end = closing[text[at] ?? ""];
    // Each kind of closing quote is missed once at most, so that many quotes stay linear.
    const close = end === undefined || missing.has(end) ? -1 : text.indexOf(end, at + 1);
    if (end !== undefined && close < 0) missing.add(end);
    if (close >= 0) {
      yield { text: text.slice(at + 1, close), isQuoted: true, isExcluded, isPerson: person !== null };
      at = close + 1;
      continue;
    }
    const start = at;
    at += end === undefined ? 0 : 1;
    while (at < text.length && text[at] !== " " && closing[text[at] ?? ""] === undefined) at += 1;
    yield { text: text.slice(start, at), isQuoted: false, isExcluded, isPerson: person !== null };
  }
}

function toTerm(token: Token): QueryTerm | null {
  const text = trimSigns(token.text);
  if (text === "") return null;
  if (token.isQuoted) return { kind: splitWords(text).length > 1 ? "phrase" : "word", text };
  const isPrefix = token.text.endsWith("*") && splitWords(text).length === 1 && text.length >= minPrefixLength;
  return { kind: isPrefix ? "prefix" : "word", text };
}

/** Removes what is neither a letter nor a digit from both ends. */
function trimSigns(text: string): string {
  const words = [...text.matchAll(wordPattern)];
  const first = words[0];
  const last = words.at(-1);
  return first && last ? text.slice(first.index, last.index + last[0].length) : "";
}

/** Letters and digits, with the marks above them. */
export const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;

/** Lists the runs of letters and digits of a text. */
export function splitWords(text: string): string[] {
  return text.match(wordPattern) ?? [];
}
