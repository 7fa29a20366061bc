/** Addresses of pages: numbers in them identify pages, not people. */
const webAddresses = /(?:https?:\/\/|www\.)\S+/gi;
/** Format characters, and what makes a picture of a digit. */
const invisible = /\p{Cf}|\ufe0f|\u20e3/gu;
/** Arabic, Persian and Hindi digits, which NFKC leaves. */
const otherDigits = /[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g;
const toDigit = (sign: string): string => {
  const code = sign.charCodeAt(0);
  return String(code - (code >= 0x966 ? 0x966 : code >= 0x6f0 ? 0x6f0 : 0x660));
};
/** Pictures between digits. */
const pictures = /(?<=\d)\p{Extended_Pictographic}{1,4}(?=\d)/gu;
/** Whole Arabic phrases, which expand to 18 characters. */
const phrases = /[\ufdfa\ufdfb]/g;

/**
 * Returns a text as the searches for personal data read it: digits of any style as 0 to 9, numbers in words as digits, no invisible
 * characters, no web addresses.
 */
export function toPlainNumbers(text: string): string {
  // Most comments have nothing to convert.
  const isPlain = /^[\n -\u02ff\u2010-\u2027\u202f\u20ac]*$/.test(text);
  const plain = isPlain ? text : readSigns(text);
  return digitsFromWords(plain.replace(webAddresses, (address) => " ".repeat(address.length)));
}

const readSigns = (text: string): string =>
  text
    .replace(phrases, " ")
    .normalize("NFKC")
    .replace(invisible, "")
    .replace(otherDigits, toDigit)
    .replace(pictures, "·");

/** Spelled in French and English; regional forms included. */
const spelled = new Map<string, number>(
  Object.entries({
    ...{ zéro: 0, zero: 0, un: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, huit: 8, neuf: 9 },
    ...{ dix: 10, onze: 11, douze: 12, treize: 13, quatorze: 14, quinze: 15, seize: 16 },
    ...{ vingt: 20, vingts: 20, trente: 30, quarante: 40, cinquante: 50, soixante: 60 },
    ...{ septante: 70, huitante: 80, octante: 80, nonante: 90 },
    ...{ oh: 0, one: 1, two: 2, three: 3, four: 4, five: 5, seven: 7, eight: 8, nine: 9 },
  }),
);
/** Fewer numbers in a row are not a phone number. */
const minSpelledNumbers = 5;
const numberOrDigits = /[\p{L}\d]+/gu;
const hint = /z[ée]ro|\boh\b|trente|quarante|cinquante|soixante|septante|nonante|\bO?\d\b/iu;

/** Replaces numbers in words by digits where at least five follow one another: "zéro six douze trente-quatre…". */
function digitsFromWords(text: string): string {
  if (!hint.test(text)) return text;
  const parts: string[] = [];
  let copied = 0;
  let row: { numbers: number[]; texts: string[]; start: number; end: number } | undefined;
  const finish = () => {
    if (row && row.numbers.length >= minSpelledNumbers && row.texts.some((word) => /\p{L}/u.test(word))) {
      parts.push(text.slice(copied, row.start), toDigits(row.numbers, row.texts).join(" "));
      copied = row.end;
    }
    row = undefined;
  };
  for (const { 0: word, index } of text.matchAll(numberOrDigits)) {
    const value = numberOf(word);
    const gap = row ? text.slice(row.end, index) : "";
    if (row && (gap.length > 3 || /[^ \-–,.\u00a0/]/.test(gap))) finish();
    if (value === undefined) {
      // "vingt et un"
      if (row && word.toLowerCase() === "et") row.end = index + word.length;
      else finish();
      continue;
    }
    row ??= { numbers: [], texts: [], start: index, end: index };
    row.numbers.push(value);
    row.texts.push(word);
    row.end = index + word.length;
  }
  finish();
  return parts.length === 0 ? text : parts.join("") + text.slice(copied);
}

function numberOf(word: string): number | undefined {
  if (word.length > 9) return undefined;
  if (/^\d{1,2}$/.test(word)) return Number(word);
  return spelled.get(word.toLowerCase());
}

/** Joins tens and units: 60 18 is 78, 4 20 12 is 92. Digits stay as they were typed. */
function toDigits(numbers: number[], texts: string[]): string[] {
  const digits: string[] = [];
  for (let n = 0; n < numbers.length; n += 1) {
    if (/\d/.test(texts[n] ?? "")) {
      digits.push(texts[n] ?? "");
      continue;
    }
    let value = numbers[n] ?? 0;
    const next = () => (/\d/.test(texts[n + 1] ?? "0") ? Number.NaN : (numbers[n + 1] ?? Number.NaN));
    if (value === 4 && next() === 20) {
      value = 80;
      n += 1;
    }
    const most = value === 60 || value === 80 ? 19 : 9;
    if (value >= 20 && value % 10 === 0 && next() >= 1 && next() <= Math.min(16, most)) {
      value += next();
      n += 1;
    }
    // "soixante-dix-sept", "dix-huit"
    if (value % 20 === 10 && value !== 30 && value !== 50 && next() >= 7 && next() <= 9) {
      value += next();
      n += 1;
    }
    digits.push(String(value));
  }
  return digits;
}

/** The words directly before a position, back to a number, a colon or a line break; a colon at their end does not count. */
export function wordsBefore(text: string, start: number, max = 40): string {
  const before = text.slice(Math.max(0, start - max), start).replace(/ ?: ?$/, "");
  const cut = Math.max(...["\n", ":"].map((sign) => before.lastIndexOf(sign)));
  const words = before.slice(cut + 1);
  return words.slice(words.search(/\D{0,60}$/));
}
