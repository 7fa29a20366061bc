import type { SearchTerm, TermAlternative, TermLexeme } from "./terms.ts";

interface TsqueryOptions {
  /** Only in parts of the text with these weights: A title, B lead. */
  weights?: "A" | "AB";
  withoutSynonyms?: boolean;
  /** The words of expressions may be anywhere: what the index finds without reading the texts. */
  withoutPhrases?: boolean;
}

/** Writes a query in PostgreSQL's notation that all of the terms match; empty without terms. A parameter, never SQL. */
export function writeAll(terms: SearchTerm[], options: TsqueryOptions = {}): string {
  return join(
    terms.map((term) => writeTerm(term, options)),
    "&",
  );
}

/** The same, that one of the terms matches. */
export function writeAny(terms: SearchTerm[], options: TsqueryOptions = {}): string {
  return join(
    terms.map((term) => writeTerm(term, options)),
    "|",
  );
}

/** The terms without the excluded ones. */
export function writeMatch(terms: SearchTerm[], excluded: SearchTerm[], options: TsqueryOptions = {}): string {
  return without(writeAll(terms, options), excluded, options);
}

/** At least `count` of the terms, without the excluded ones. */
export function writeAtLeast(
  terms: SearchTerm[],
  count: number,
  excluded: SearchTerm[],
  options: TsqueryOptions = {},
): string {
  const wanted = listCombinations(terms, count).map((some) => writeAll(some, options));
  return without(join(wanted, "|"), excluded, options);
}

function listCombinations(terms: SearchTerm[], count: number): SearchTerm[][] {
  const [first, ...rest] = terms;
  if (count === 0) return [[]];
  if (!first || terms.length < count) return [];
  return [...listCombinations(rest, count - 1).map((some) => [first, ...some]), ...listCombinations(rest, count)];
}

function without(wanted: string, excluded: SearchTerm[], { withoutPhrases }: TsqueryOptions): string {
  const isKept = ({ alternatives }: SearchTerm) => !withoutPhrases || !alternatives.some(({ isPhrase }) => isPhrase);
  const unwanted = writeAny(excluded.filter(isKept));
  return join([wanted, unwanted === "" ? "" : `!${unwanted}`], "&");
}

export function writeTerm({ alternatives }: SearchTerm, options: TsqueryOptions = {}): string {
  const { weights, withoutSynonyms, withoutPhrases } = options;
  const wanted = withoutSynonyms ? alternatives.filter(({ isSynonym }) => !isSynonym) : alternatives;
  return join(
    wanted.map((one) => writeAlternative(withoutPhrases ? { ...one, isPhrase: false } : one, weights)),
    "|",
  );
}

function writeAlternative({ lexemes, isPhrase, isPrefix }: TermAlternative, weights = ""): string {
  const label = `${isPrefix ? "*" : ""}${weights}`;
  const write = ({ text }: TermLexeme) => `${quoteLexeme(text)}${label === "" ? "" : `:${label}`}`;
  if (!isPhrase) return join(lexemes.map(write), "&");
  return `(${lexemes.reduce((all, one, n) => {
    const before = lexemes[n - 1];
    return before === undefined ? write(one) : `${all} <${one.offset - before.offset}> ${write(one)}`;
  }, "")})`;
}

/** Writes a lexeme in PostgreSQL's notation. */
export const quoteLexeme = (lexeme: string) => `'${lexeme.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;

function join(parts: string[], operator: string): string {
  const used = parts.filter((part) => part !== "");
  return used.length > 1 ? `(${used.join(` ${operator} `)})` : (used[0] ?? "");
}
