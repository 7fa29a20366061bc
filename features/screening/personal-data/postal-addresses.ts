import { wordsBefore } from "./plain-numbers.ts";

interface FoundAddress {
  start: number;
  end: number;
  /** Lower case, without accents and signs. */
  value: string;
}

/** French: "12 bis, rue des Lilas". The names of ways that nothing else is called after a number. */
const numberedWay =
  /(?<![\p{L}\p{N}.,/€$-])(\d{1,5})(?: ?(?:bis|ter|quater|[a-d])(?!\p{L}))?,? {1,2}(rue|avenue|av\.?|ave\.?|boulevard|boul\.?|bd\.?|bld\.?|blvd\.?|impasse|imp\.|all[ée]es?|chemin|ch\.|chem\.|quai|ruelle|square|faubourg|fbg\.?|fg\.?|venelle|sentier|lotissement|hameau|traverse|esplanade|rond-point|r[ée]sidence|rés\.)(?= )/iuy;
/** Words that are also something else: "3 places de parking", "2 cours de danse". They need a name with a capital. */
const ambiguousWay =
  /(?<![\p{L}\p{N}.,/€$-])(\d{1,4})(?: ?(?:bis|ter|quater|[a-d])(?!\p{L}))?,? {1,2}([Pp]lace|[Pp]l\.|[Cc]ours|[Pp]assage|[Rr]oute|[Rr]te\.?|[Cc]ité|[Vv]oie|[Vv]illa|[Cc]los|[Dd]omaine|[Mm]ontée|[Cc]ôte|[Pp]romenade|[Mm]ail|[Pp]arvis|[Cc]our)(?= )/uy;
const nameOfWay =
  /^ (?!plus\b|sur\b|et\b|ou\b|où\b|qui\b|en\b|par\b|dans\b|pour\b|barrées?\b|pi[ée]tonne|voisine|d'à |de chez|de là(?!\p{L}))(?:(?:de la|de l'|de l’|du|des|de|d'|d’|la|le|les|l'|l’) ?)?[\p{L}\d][\p{L}\d'’.-]*(?: (?:de la|de l'|de l’|du|des|de|d'|d’|la|le|les) ?[\p{L}'’-]+| \p{Lu}[\p{L}'’-]+){0,3}/u;
const capitalName = /^ (?:(?:de la|de l'|de l’|du|des|de|d'|d’|la|le|les|l'|l’) ?)?(?:\d{1,2} )?\p{Lu}/u;
/** Lower-case ambiguous ways before a town: "3 place du marché, 38000 Grenoble". */
const townAfter = /^[^\d\n]{2,40}?,? \d{4,5} \p{Lu}/u;

/** Belgian, Swiss and German: "rue de la Loi 16, 1000 Bruxelles", "Bahnhofstrasse 12, 8001 Zürich". */
const numberAfterName =
  /(?<!\p{L})(?:(?:rue|avenue|av\.|boulevard|bd|chaussée|ch\.|chemin|place|quai|impasse|allée|square|route|clos|drève|via) [^\d\n,]{2,50}|\p{L}{2,30}(?:strasse|straße|gasse|weg|platz|straat|laan|steenweg|plein)) ?,? ?\d{1,4}[a-z]?(?: ?(?:bte|boîte|bus) ?\d{1,3})?(?:,? {1,2}|\n)(?:CH-|B-|L-|D-)?\d{4,5} \p{Lu}[\p{L}-]+/giu;
/** What `numberAfterName` ends with: few texts have it, and it is found sooner. */
const postcode = /\d{4} \p{L}/u;
const ofWhere =
  /(?:habite|habitent|vit|vivent|loge|demeure|r[ée]side|domicili[ée]e?|adresse|sonne[rz]?|chez (?:lui|elle|eux))[^\d\n]{0,30}$/iu;
const numberAfterWay =
  /(?<!\p{L})(?:rue|avenue|boulevard|chemin|impasse|allée) [^\d\n,]{2,40},? (?:n° ?|num[ée]ro )?\d{1,4}(?![\p{L}\d°])/giu;

/** English: "12 Baker Street", "1600 Pennsylvania Ave". */
const englishAddress =
  /(?<![\p{L}\p{N}.,/€$£-])\d{1,5}[a-dA-D]? (?:[NSEW]\.? )?(?:\p{Lu}[\p{L}'’.]+ |\d{1,3}(?:st|nd|rd|th) ){1,3}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Court|Ct|Crescent|Cres|Way|Place|Pl|Terrace|Boulevard|Blvd|Gardens|Grove|Hill|Row|Mews|Parkway|Pkwy|Circle)(?![\p{L}])/uy;
/** The same without capitals. */
const loweredEnglishAddress =
  /(?<![p{L}p{N}.,/€$£-])\d{1,5} (?!minute|mile|hour|way|lane|dirt|man|day|year|month|week|km|metre|meter|foot|point)(?:[a-z'’]{3,20} ){1,2}(?:street|road|avenue|lane|drive|crescent|boulevard|terrace)(?!p{L})/gi;
/** With a British postcode any name is that of a way: "3 Tannery Cottages, Thirsk YO7 1PL". */
const britishPostcode =
  /(?<![\p{L}\p{N}.,/€$£-])\d{1,4}[a-z]?,? \p{Lu}[^\d\n]{3,60} [A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?![\p{L}\p{N}])/uy;
const ofWhereInEnglish = /(?:lives?|living|stays?|address|find (?:him|her|them)|house|home|visit)[^\d\n]{0,30}$/i;

/** Parts of an address inside a building; two of them show where a person lives. */
const insideBuilding =
  /(?<!\p{L})(?:b[âa]t(?:iment)?\.? [A-Z]?\d{0,2}(?![\p{L}\d])|r[ée]sidence (?:des? |du |la |le |les )?\p{Lu}\p{L}+|appartement (?:n° ?)?[A-Z]?\d{1,4}|appt?\.? (?:n° ?)?[A-Z]?\d{1,4}|interphone (?:n° ?)?\w{1,6}|digicode (?:est |: ?|c'est )?[A-Z\d]{4,6}|escalier [A-D\d](?!\p{L})|\d{1,2}(?:e|er|[èe]me) [ée]tage|\d{1,2}e (?:gauche|droite|face)|porte \d{1,3}|bo[iî]te aux lettres)/giu;
const maxBetweenParts = 60;

/** A year before a way is a part of a date: "le 8 mai 1945, rue de la République". */
const dateBefore =
  /(?:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre|en|depuis|january|february|march|april|may|june|july|august|september|october|november|december) $/i;
/** More are not searched for. */
const maxFound = 20;

/** Of institutions and history: everyone may name them. */
const publicAddresses =
  /^(?:55 rue du faubourg saint honore|57 rue de varenne|36 quai des orfevres|36 rue du bastion|20 avenue de segur|3 place de fontenoy|101 rue de l universite|126 rue de l universite|15 rue de vaugirard|10 downing street|11 downing street|1600 pennsylvania|221b? baker street|16 rue de la loi|10 rue nicolas appert|11 place dauphine|139 rue de bercy|place beauvau|1 place beauvau|13 place vendome|37 quai d orsay)/;
const publicPlaceBefore =
  /(?:mairie|pr[ée]fecture|minist[èe]re|tribunal|cnil|anssi|mus[ée]e|si[èe]ge(?: social)?|commissariat|h[ôo]pital|universit[ée]|biblioth[èe]que|m[ée]diath[èe]que|ambassade|consulat|caf|cpam|urssaf|librairie|th[ée][âa]tre|cin[ée]ma|police station|town hall|city hall|headquarters|museum|library|embassy)/i;

/** Finds postal addresses: a number with a way, in the forms of France, Belgium, Switzerland, the United Kingdom and North America. */
export function findPostalAddresses(text: string): FoundAddress[] {
  const numbers = listNumberStarts(text);
  if (numbers.length === 0) return [];
  const found: FoundAddress[] = [];
  const add = (start: number, end: number) => {
    if (found.length >= maxFound) return;
    const value = plainOf(text.slice(start, end));
    const before = text.slice(Math.max(0, start - 60), start);
    if (dateBefore.test(before)) return;
    const isPublic = publicAddresses.test(value) || publicPlaceBefore.test(wordsBefore(text, start));
    if (!isPublic && !found.some((other) => start < other.end && other.start < end)) found.push({ start, end, value });
  };
  for (const { index, 0: lead } of matchAt(numbers, numberedWay, text)) {
    const name = nameOfWay.exec(text.slice(index + lead.length, index + lead.length + 90));
    if (name) add(index, index + lead.length + name[0].length);
  }
  for (const { index, 0: lead } of matchAt(numbers, ambiguousWay, text)) {
    const after = text.slice(index + lead.length, index + lead.length + 90);
    const name = nameOfWay.exec(after);
    if (name && (capitalName.test(after) || townAfter.test(after))) add(index, index + lead.length + name[0].length);
  }
  if (postcode.test(text))
    for (const { index, 0: whole } of text.matchAll(numberAfterName)) add(index, index + whole.length);
  for (const { index, 0: whole } of matchAt(numbers, englishAddress, text)) add(index, index + whole.length);
  for (const { index, 0: whole } of matchAt(numbers, britishPostcode, text)) add(index, index + whole.length);
  for (const [pattern, context] of [
    [numberAfterWay, ofWhere],
    [loweredEnglishAddress, ofWhereInEnglish],
  ] as const) {
    for (const { index, 0: whole } of text.matchAll(pattern)) {
      if (context.test(text.slice(Math.max(0, index - 60), index))) add(index, index + whole.length);
    }
  }
  let previous: { start: number; end: number } | undefined;
  for (const { index, 0: part } of text.matchAll(insideBuilding)) {
    const here = { start: index, end: index + part.length };
    if (previous && here.start - previous.end <= maxBetweenParts) add(previous.start, here.end);
    previous = here;
  }
  return found;
}

/** Where the runs of digits in a text begin. */
function listNumberStarts(text: string): number[] {
  const starts: number[] = [];
  let isInNumber = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const isDigit = unit >= 48 && unit <= 57;
    if (isDigit && !isInNumber) starts.push(at);
    isInNumber = isDigit;
  }
  return starts;
}

/** The matches of a sticky expression at these places, without overlaps: the same as those of `matchAll`, which would try every letter. */
function matchAt(places: number[], expression: RegExp, text: string): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  let end = 0;
  for (const place of places) {
    if (place < end) continue;
    expression.lastIndex = place;
    const match = expression.exec(text);
    if (!match) continue;
    matches.push(match);
    end = expression.lastIndex;
  }
  return matches;
}

const plainOf = (address: string) =>
  address
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, " ")
    .trim();
