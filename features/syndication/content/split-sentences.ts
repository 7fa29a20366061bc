/** Abbreviations whose full stop does not end a sentence. */
const abbreviations =
  /(?:^|[\s(«“"'’])(?:m|mm|mme|mlle|mgr|dr|pr|me|st|ste|prof|mr|mrs|ms|jr|sr|gen|gov|sen|rep|col|lt|sgt|capt|rev|hon|p|pp|art|al|chap|fig|n°|no|nos|vol|éd|ed|cf|vs|env|tél|tel|av|bd|bld|apr|jan|janv|févr|feb|mar|avr|juil|jul|aug|sept|sep|oct|nov|déc|dec|ca|etc|ex|inc|corp|ltd|co|approx|dept|est|min|max|hr|nr|bzw|ca|usw|z\.b|d\.h|p\.ex|i\.e|e\.g|u\.s|u\.k)\.\s*$/iu;
/** The initial of a name. */
const initial = /(?:^|[\s(«“"'’.-])\p{Lu}\.\s*$/u;
/** These also end sentences: only a lower-case letter or a digit after them continues it. */
const ambiguous = /(?:^|[\s(])(?:etc|inc|corp|ltd|co|al|env|est|min|max|art|mar|no)\.\s*$/iu;

const segmenters = new Map<string, Intl.Segmenter>();

function segmenterFor(language: string): Intl.Segmenter {
  const known = segmenters.get(language);
  if (known) return known;
  let segmenter: Intl.Segmenter;
  try {
    segmenter = new Intl.Segmenter(language || undefined, { granularity: "sentence" });
  } catch {
    segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });
  }
  if (segmenters.size < 50) segmenters.set(language, segmenter);
  return segmenter;
}

/** Whether a piece and the next are one sentence, although the segmenter separated them. */
function belongsTogether(before: string, after: string): boolean {
  if (/(?<!\s)[^\S\n]*\n\s*$/.test(before)) return false;
  if (/^\s*(?:\p{Ll}|[»”’)\],;:])/u.test(after)) return true;
  // An ellipsis in brackets does not begin a sentence.
  if (/^\s*[[(](?:…|\.{3})[\])]/u.test(after)) return true;
  if (ambiguous.test(before)) return /^\s*[\p{Ll}\d]/u.test(after);
  return (
    abbreviations.test(before) ||
    initial.test(before) ||
    (/(?:^|\s)(?:n°|p|pp|art|chap|fig|vol)\.?\s*$/iu.test(before) && /^\d/.test(after))
  );
}

/** Whether a quotation that began in the piece is still open. */
function isOpen(text: string): boolean {
  const count = (mark: string) => text.split(mark).length - 1;
  return count("«") > count("»") || count("“") > count("”") || count('"') % 2 === 1;
}

/** A quotation that is never closed is no reason to go on for ever. */
const maxQuotationLength = 400;

/** Splits plain text into sentences, with the white space after each. Joined, they are the text. */
export function splitSentences(text: string, language: string): string[] {
  const sentences: string[] = [];
  let current = "";
  for (const { segment } of segmenterFor(language).segment(text)) {
    // The segmenter leaves a closing mark behind a space to the next sentence.
    const closing = current === "" ? "" : (/^[»”’)\]]+\s*/u.exec(segment)?.[0] ?? "");
    current += closing;
    const rest = segment.slice(closing.length);
    if (rest === "") continue;
    if (
      current !== "" &&
      !belongsTogether(current.slice(-40), rest.slice(0, 40)) &&
      !(current.length < maxQuotationLength && isOpen(current))
    ) {
      sentences.push(current);
      current = "";
    }
    current += rest;
  }
  if (current !== "") sentences.push(current);
  return sentences;
}
