import { decodeHTMLStrict } from "entities";

/** Characters before the root element in which a DTD is looked for, and of the DTD itself. */
const maxPrologLength = 20_000;
const maxSubsetLength = 100_000;

interface DtdSubset {
  start: number;
  end: number;
  /** Where it declares the first entity that is not one of HTML's, as an index into the text. */
  entityAt: number | undefined;
}

/** Finds what a document declares in its own DTD; undefined: it has none. Nothing of it is ever read. */
export function findDtdSubset(text: string, from: number): DtdSubset | undefined {
  const prolog = text.slice(from, from + maxPrologLength);
  const doctype = prolog.search(/<!doctype\b/i);
  if (doctype < 0 || /<[a-z]/i.test(prolog.slice(0, doctype))) return undefined;
  const bracket = prolog.indexOf("[", doctype);
  if (bracket < 0 || prolog.slice(doctype, bracket).includes(">")) return undefined;
  const start = from + bracket + 1;
  const subset = text.slice(start, start + maxSubsetLength);
  const closing = /\]\s{0,100}>/.exec(subset);
  const declarations = closing ? subset.slice(0, closing.index) : subset;
  const own = [...declarations.matchAll(/<!entity\s{1,100}([^\s%"'<>]{1,100})/gi)].find(
    ([, name]) => decodeHTMLStrict(`&${name};`) === `&${name};`,
  );
  return { start, end: start + declarations.length, entityAt: own && start + own.index };
}

/** The text with spaces for what its DTD declares, so that places stay the same. */
export const withoutSubset = (text: string, subset: DtdSubset | undefined): string =>
  subset ? text.slice(0, subset.start) + " ".repeat(subset.end - subset.start) + text.slice(subset.end) : text;
