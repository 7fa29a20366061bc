import { joinDigits, type NumberRun } from "./number-runs.ts";

/** Length of an IBAN by country (registry of SWIFT). */
const ibanLengths = Object.fromEntries(
  Array.from(
    (
      "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 " +
      "FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20 LU20 LV21 MA28 " +
      "MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24 " +
      "TR26 UA29 VA22 VG24 XK20"
    ).matchAll(/([A-Z]{2})(\d{2})/g),
    ([, country, length]) => [country, Number(length)],
  ),
);
/** An IBAN with fewer digits is not looked for: half the length of the shortest one, as others may have letters. */
export const minIbanDigits = 8;
/** Six of the sort code and eight of the account. */
export const minBritishAccountDigits = 14;
const ibanStart = /(?<![\p{L}\p{N}])[A-Z]{2} ?\d{2}(?=[ \-.]?[A-Z\d])/giu;
/** After these words a wrong check digit is a slip of the pen. */
const bankBefore = /\b(?:iban|rib|compte|virements?|virer|vire[zr]?|account|transfer|argent)\b/i;

interface FoundNumber {
  start: number;
  end: number;
  value: string;
}

/** Finds bank account numbers (IBAN, ISO 13616). */
export function findIbans(text: string): FoundNumber[] {
  const found: FoundNumber[] = [];
  for (const { index, 0: lead } of text.matchAll(ibanStart)) {
    const length = ibanLengths[lead.slice(0, 2).toUpperCase()];
    if (length === undefined) continue;
    const read = readSigns(text, index, length);
    if (!read || /[\p{L}\p{N}]/u.test(text[read.end] ?? "")) continue;
    const isValid = remainder97(`${read.value.slice(4)}${read.value.slice(0, 4)}`) === 1;
    if (isValid || bankBefore.test(text.slice(Math.max(0, index - 80), index))) found.push({ start: index, ...read });
  }
  return found;
}

/** British accounts, in either order: "sort code 60-16-13, account 31926819", "acc no. 31926819 sc 601613". */
const britishAccounts = [
  /(?<![\d-])(?<code>\d\d[- ]\d\d[- ]\d\d|\d{6})(?!\d|[- ]\d\d[- ])[^\d\n]{1,30}(?<account>\d{8}|\d{4} \d{4})(?![\d-])/g,
  /(?<![\d-])(?<account>\d{8}|\d{4} \d{4})(?!\d)[^\d\n]{1,30}(?<code>\d\d[- ]\d\d[- ]\d\d|\d{6})(?![\d-])/g,
];
/** Such numbers are also dates, versions and cases: words about an account have to be with them. */
const accountWordsBefore =
  /sort ?code|\bs\/c\b|\ba\/c\b|\baccount (?:no|num|number|nr)\b|\bacc(?:t|ount)?\b[^\p{L}]{0,4}(?:no\b|num|nr\b|is\b)?[^\p{L}]{0,4}$/iu;
const accountWordsWithin = /\bsort ?code\b|\b(?:a\/c|acc|acct|account)\b/i;
/** The name of a bank right before, or a request, is enough where nothing stands between both numbers. */
const bankOrRequestBefore =
  /\b(?:barclays|hsbc|lloyds|natwest|monzo|starling|santander|halifax|nationwide|tsb|revolut)\b[^\d\n]{0,12}$|\b(?:pay|send|transfer|donate)\b[^\d\n]{0,20}$/i;
const adjacentNumbers = /^[\d -]{6,8} ?[ ,/|:-] ?[\d ]{8,9}$/;

/** Finds British bank accounts, which have no check digit, by the words around them. */
export function findBritishAccounts(text: string): FoundNumber[] {
  return britishAccounts.flatMap((form) =>
    Array.from(text.matchAll(form)).flatMap(({ index, 0: whole, groups }) => {
      const before = text.slice(Math.max(0, index - 60), index);
      const isAccount =
        accountWordsBefore.test(before) ||
        accountWordsWithin.test(whole) ||
        (adjacentNumbers.test(whole) && bankOrRequestBefore.test(before));
      const digits = `${groups?.code ?? ""}${groups?.account ?? ""}`.replace(/\D/g, "");
      return isAccount ? [{ start: index, end: index + whole.length, value: digits }] : [];
    }),
  );
}

/** Reads so many letters and digits, with at most one sign or space between any two of them. */
function readSigns(text: string, start: number, length: number): { end: number; value: string } | undefined {
  let value = "";
  let at = start;
  let isSpaced = false;
  for (; value.length < length && at < text.length; at += 1) {
    const sign = text[at] ?? "";
    if (/[a-z\d]/i.test(sign)) value += sign;
    else if (!/[ \u00a0\u202f.-]/.test(sign) || isSpaced) return undefined;
    isSpaced = !/[a-z\d]/i.test(sign);
  }
  // Two letters, two check digits, and mostly digits after them: not a sentence that begins with "de 10".
  const digits = value.replace(/\D/g, "").length;
  return value.length === length && digits >= length / 2 ? { end: at, value: value.toUpperCase() } : undefined;
}

/** The remainder by 97 of a number in digits and letters (A is 10). */
export function remainder97(number: string): number {
  let remainder = 0;
  for (const sign of number) {
    const value = Number.parseInt(sign, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}

/** Visa, Mastercard, Maestro, Discover, JCB: sixteen digits. American Express: fifteen. Diners Club: fourteen. */
const cardPrefixes: [RegExp, number][] = [
  [/^(?:4|5[0-8]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|6(?:011|[2-9])|35)/, 16],
  [/^3[47]/, 15],
  [/^3(?:0[0-5]|[68])/, 14],
];
const cardShapes = new Set(["16", "4,4,4,4", "15", "4,6,5", "14", "4,6,4", "8,8"]);
const otherNumberBefore =
  /(?:colis|suivi|tracking|commande|order|dossier|ticket|siret|facture|r[ée]f(?:[ée]rence)?|id)\b[^\d\n]{0,12}$/i;

/** Returns the number of a payment card that begins at a group of the run, where its check digit (Luhn) is right. */
export function matchCardNumber(
  text: string,
  { groups, plus }: NumberRun,
  first: number,
): { end: number; value: string } | undefined {
  for (let end = first + 1; end <= Math.min(groups.length, first + 4); end += 1) {
    const taken = groups.slice(first, end);
    const digits = joinDigits(taken);
    if (digits.length > 16) return undefined;
    const shape = taken.map((group) => group.digits.length).join();
    const isCard = cardPrefixes.some(([prefix, length]) => digits.length === length && prefix.test(digits));
    if (plus || !isCard || !cardShapes.has(shape) || !hasLuhnDigit(digits) || /^(\d)\1*$/.test(digits)) continue;
    const start = taken[0]?.start ?? 0;
    const before = text.slice(Math.max(0, start - 40), start);
    if (otherNumberBefore.test(before) || /[#=&_]$/.test(before)) return undefined;
    return { end, value: digits };
  }
  return undefined;
}

function hasLuhnDigit(digits: string): boolean {
  let sum = 0;
  for (let n = 0; n < digits.length; n += 1) {
    const digit = Number(digits[digits.length - 1 - n]);
    const doubled = n % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
