/** A range of a text, in UTF-16 units: from `start` up to, but not including, `end`. */
export interface TextSpan {
  start: number;
  end: number;
}

/** A quotation whose end is further away counts as an unclosed mark: what follows is the author's own text. */
const maxQuotedLength = 1_500;
/** What follows a reporting verb ("m'a traité de …") is reported up to the end of the sentence, but no further than this. */
const maxReportedLength = 120;

/** Marks that open and close a quotation. A mark that is both is a closing one if a quotation is open. */
const closingMarks: Record<string, string> = { "«": "»", "“": "”", "„": "“", "‹": "›", "‘": "’", '"': '"', "'": "'" };

/**
 * Verbs by which somebody else's words follow, with a third person as their subject: "je te traite de …" reports nothing. Written for
 * lower case with straight apostrophes.
 */
const reportingVerbs = [
  // French: on m'a traitée de …, il nous a traités de …, se faire traiter de …
  /(?:\bm'|\bme |\bnous |\bs'|\bse |\bl'|\bles |\blui |\bleur )(?:a |ont |as |avait |avaient |est |sont |fait |faire |suis fait |est fait |sont fait |était |étaient |faisait |faisaient )?(?:d[ée]j[àa] |fait |m[êe]me |souvent )?(?:traiter|trait[ée]e?s?|traite|traitent|traitait|traitaient|qualifier|qualifi[ée]e?s?|qualifie|insulter|insult[ée]e?s?|appeler|appel[ée]e?s?|appelait|appelaient|surnomm[ée]e?s?) (?:de |d')?/g,
  /(?:[ée]t[ée]|[êe]tre) (?:trait[ée]e?s?|qualifi[ée]e?s?|insult[ée]e?s?) (?:de |d')/g,
  // Not "on m'a dit que tu es …", which speaks to the reader: in indirect speech "tu" is never the author.
  /(?:\bm'|\bnous |\blui |\bleur )(?:a |ont |avait |avaient )(?:d[ée]j[àa] )?(?:dit|cri[ée]|lanc[ée]|hurl[ée]|balanc[ée]|[ée]crit|r[ée]pondu|crach[ée]|sorti|jet[ée]|envoy[ée]|promis|souhait[ée])(?![a-zà-ÿœ]| que (?:tu |t'|vous ))/g,
  /\b(?:me|nous|lui|leur) (?:disait|disaient|criait|criaient|hurlait|hurlaient|lan[çc]ait|lan[çc]aient|[ée]crivait|[ée]crivaient|souhaitait|souhaitaient|promettait|promettaient)\b/g,
  /(?:\b(?:il|elle|on|qui|ils|elles) |\bs')(?:a |ont |avait |avaient )?(?:[ée]crit|dit|cri[ée]|lanc[ée]|r[ée]pondu|r[ée]pond|hurl[ée]|exclam[ée]e?)(?: [^\s:]{1,20}){0,2} ?:/g,
  // English: called me …, was called …, told me …, he wrote: …
  /\b(?:called|calls|calling|call) (?:me|us|him|her|them|my (?:mother|mum|mom|father|dad|son|daughter|wife|husband|kid|kids|sister|brother)) /g,
  /\b(?:was|were|been|being|am|get|got|getting) called (?!out\b|in\b|up\b|for\b|to\b|by\b|upon\b)/g,
  /\b(?:told|tells|telling) (?:me|us|him|her|them)\b/g,
  /\b(?:yelled|yelling|shouted|shouting|screamed|screaming|spat|hissed) (?:at (?:me|us|him|her|them)|that|,|:)/g,
  /\b(?:he|she|they|who|someone|somebody|one) (?:wrote|said|says|replied|shouted|yelled|commented)(?: [^\s:]{1,20}){0,2} ?:/g,
];

/**
 * Finds what a text quotes or reports: quotation marks, block quotations and what follows a reporting verb ("on m'a traitée de …"), in
 * order and without overlaps. Linear in the text.
 * @param quotations what `findQuotedSpans` found
 */
export function findReportedSpans(text: string, quotations = findQuotedSpans(text)): TextSpan[] {
  return mergeSpans([...quotations, ...findReportedSpeech(text)]);
}

/**
 * Finds what a text quotes, between quotation marks or in block quotations.
 * @param blocks the ranges of its block quotations
 */
export function findQuotedSpans(text: string, blocks: TextSpan[] = []): TextSpan[] {
  return mergeSpans([...blocks, ...findQuotations(text)]);
}

/** The words between quotation marks, without the marks. A mark closes only within its own paragraph. */
function findQuotations(text: string): TextSpan[] {
  const spans: TextSpan[] = [];
  let open: { close: string; start: number } | undefined;
  for (const { 0: mark, index } of text.matchAll(/[«»“”„‹›‘’"'\n]/g)) {
    if (mark === "\n" || (open && index - open.start > maxQuotedLength)) open = undefined;
    if (mark === "\n") continue;
    if (open?.close === mark && isClosing(text, index, mark)) {
      if (index > open.start) spans.push({ start: open.start, end: index });
      open = undefined;
    } else if (!open || isStronger(mark, open.close)) {
      const close = closingMarks[mark];
      if (close && isOpening(text, index, mark)) open = { close, start: index + 1 };
    }
  }
  return spans;
}

/** An apostrophe that looks like an opening mark must not hide a real quotation. */
const isStronger = (mark: string, close: string) => (close === "'" || close === "’") && /[«“„"]/.test(mark);

/** Only the marks that are also apostrophes or closing ones depend on what surrounds them. */
function isOpening(text: string, at: number, mark: string): boolean {
  if (mark !== '"' && mark !== "'") return true;
  return /^$|[\s([\u00a0—–:-]/.test(text.charAt(at - 1)) && /\S/.test(text.charAt(at + 1));
}

function isClosing(text: string, at: number, mark: string): boolean {
  if (mark !== "'" && mark !== "’") return true;
  return /[\p{L}\p{N}.!?…]/u.test(text.charAt(at - 1)) && !/[\p{L}\p{N}]/u.test(text.charAt(at + 1));
}

/** What follows a reporting verb, up to the end of its sentence. */
function findReportedSpeech(text: string): TextSpan[] {
  // Lower case may change the length of a text ("İ"): only letters whose case folds one to one are changed.
  const plain = text.replace(/[A-ZÀ-ÖØ-Þ]/g, (letter) => letter.toLowerCase()).replaceAll("’", "'");
  const spans: TextSpan[] = [];
  for (const verb of reportingVerbs) {
    for (const match of plain.matchAll(verb)) {
      const start = match.index + match[0].length;
      const rest = plain.slice(start, start + maxReportedLength);
      const end = start + (/[.!?…\n]|;/.exec(rest)?.index ?? rest.length);
      if (end > start) spans.push({ start, end });
    }
  }
  return spans;
}

function mergeSpans(spans: TextSpan[]): TextSpan[] {
  const merged: TextSpan[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  return merged;
}
