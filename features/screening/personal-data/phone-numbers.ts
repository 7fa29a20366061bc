import { type DigitGroup, joinDigits, type NumberRun } from "./number-runs.ts";
import { wordsBefore } from "./plain-numbers.ts";

/** Lengths of national numbers (without the leading 0) by country calling code; 7 to 12 elsewhere. */
const nationalLengths: Record<string, [number, number]> = {
  ...{ "1": [10, 10], "33": [9, 9], "32": [8, 9], "41": [9, 9], "352": [6, 9], "44": [9, 10], "377": [8, 9] },
  ...{ "34": [9, 9], "39": [8, 11], "49": [7, 12], "31": [9, 9], "351": [9, 9], "262": [9, 9], "590": [9, 9] },
  ...{ "594": [9, 9], "596": [9, 9], "687": [6, 6], "689": [8, 8], "212": [9, 9], "213": [8, 9], "216": [8, 8] },
  ...{ "221": [9, 9], "225": [10, 10], "229": [8, 10], "237": [9, 9], "243": [9, 9], "228": [8, 8], "7": [10, 10] },
};
/** Country calling codes by their first digits (ITU-T E.164): two digits, or three where the first two are listed. */
const threeDigitZones = /^(?:2[1-69]|35|37|38|42|50|59|67|68|69|80|85|87|88|96|97|99)/;

/** What is written before a phone number. */
const announcement =
  /(?:t[ée]l(?:[ée]phone)?|portable|mobile|gsm|natel|whats ?app|appele[rz]|appelle|appeler|joindre|contacte[rz]?|sms|fixe|phone|cell|call|text me|ring me|num[ée]ro(?: de t[ée]l(?:[ée]phone)?)?|num|n°)[ \u00a0]?(?:le|au|est|is|at|on|c'est|perso|:|=|-|,|\.|\() ?(?:le |au |est |is |at |:)?\+?$/i;
/** What is written before other long numbers, as a whole word: "David" does not end in "id". */
const otherNumber =
  /(?<!\p{L})(?:isbn|issn|ean|siren|siret|rcs(?: [a-zé-]{2,20})?|rna|naf|tva|vat|colis|suivi|tracking|commande|order|facture|invoice|dossier|ticket|r[ée]f(?:[ée]rence)?|doi|loto|tirage|euromillions?|keno|bug|issue|contrat|annonce|version|coordonn[ée]es|gps|pid|uid|id)[ \u00a0]?(?:n° ?|num[ée]ro ?|no\.? ?|number |# ?)?(?:est |is |du |: ?|= ?|- ?)?[+#]?$/iu;
/** Names of help lines and authorities, whose numbers everyone may give; a mobile number is none. */
const publicLine =
  /(?:[ée]coute|info[- ]?services?|\bsos\b|signalement|antipoison|victimes|\bamf\b|\bcnil\b|minist[èe]re|pr[ée]fecture|mairie|num[ée]ro (?:vert|gratuit|national|unique)|urgences|helpline|hotline|lifeline|samaritans|suicide)/i;
/** What is written after amounts and measures. */
const unitAfter =
  /^[ \u00a0\u202f]?(?:[%€$£°]|(?:k?m|mm|cm|k?g|mg|euros?|eur|usd|dollars?|francs?|fr\.|chf|cfa|[kmgt]?[ob]|octets?|habitants?|personnes|ans|voix|hab)(?![\p{L}\d]))/iu;
/** A dump of bytes continues with some that have letters. */
const hexadecimalAfter = /^[ :.-]?(?:[0-9][a-f]|[a-f][0-9])(?![\p{L}\d])/iu;
const hexadecimalBefore = /(?:^|[^\p{L}\d])(?:[0-9][a-f]|[a-f][0-9])[ :.-]?$/iu;

/** Groups of the run that are a phone number, from `first` to before `end`. */
interface PhoneMatch {
  end: number;
  /** In the international format where the country is known, else as written. */
  value: string;
}

/** Returns the phone number that begins at a group of the run; undefined if none does. Looks at a bounded number of groups. */
export function matchPhoneNumber(text: string, run: NumberRun, first: number): PhoneMatch | undefined {
  const { start = 0, separator = "" } = run.groups[first] ?? {};
  // A fraction, a version.
  if (/^[.,]$/.test(separator)) return undefined;
  const before = text.slice(Math.max(0, start - 60), start);
  const found =
    matchInternational(run, first) ??
    matchNational(run, first) ??
    (first === 0 && announcement.test(before) ? matchAnnounced(run, first) : undefined);
  if (!found || isOtherNumber(before)) return undefined;
  if (publicLine.test(wordsBefore(text, start)) && !/^\+33[67]/.test(found.value)) return undefined;
  const end = run.groups[found.end - 1]?.end ?? 0;
  const after = text.slice(end, end + 14);
  return unitAfter.test(after) || hexadecimalAfter.test(after) ? undefined : found;
}

const isOtherNumber = (before: string) =>
  /[#=&?_@\\]$|\p{Lu}{2}-\d{1,8}-$/u.test(before) || otherNumber.test(before) || hexadecimalBefore.test(before);

function matchInternational({ groups, plus }: NumberRun, first: number): PhoneMatch | undefined {
  const hasPlus = plus && first === 0;
  if (!hasPlus && !groups[first]?.digits.startsWith("00")) return undefined;
  const lead = joinDigits(groups.slice(first, first + 3)).slice(0, 8);
  if (!hasPlus && !(/^00[1-9]/.test(lead) && groups[first]?.digits.startsWith("00"))) return undefined;
  const skipped = hasPlus ? 0 : 2;
  const code = callingCode(lead.slice(skipped));
  const [min, max] = nationalLengths[code] ?? [7, 12];
  let [digits, found] = ["", undefined as PhoneMatch | undefined];
  for (let end = first; end < Math.min(groups.length, first + 12); end += 1) {
    digits += groups[end]?.digits ?? "";
    const national = digits.slice(skipped + code.length).replace(/^0/, "");
    if (national.length > max) break;
    if (national.length >= min) found = { end: end + 1, value: `+${code}${national}` };
  }
  // "+34 600 000 000" may be an amount; "+10 000 000" is one.
  if (found && isThousands(groups.slice(first, found.end))) return undefined;
  return found;
}

function callingCode(digits: string): string {
  if (/^[17]/.test(digits)) return digits.slice(0, 1);
  return digits.slice(0, threeDigitZones.test(digits) ? 3 : 2);
}

const isThousands = (groups: DigitGroup[]) =>
  groups.length >= 3 && groups.slice(1).every(({ digits }) => digits.length === 3) && groups.at(-1)?.digits === "000";

/** The lengths of groups, as "2,2,2,2,2". */
const shapeOf = (groups: DigitGroup[]) => groups.map(({ digits }) => digits.length).join();

const belgianShapes = new Set(["2,3,2,2", "3,2,2,2"]);
const britishShapes = new Set(["11", "5,6", "5,3,3", "3,4,4", "4,3,4", "4,7", "3,8", "1,1,1,1,1,1,1,1,1,1,1"]);

function matchNational({ groups }: NumberRun, first: number): PhoneMatch | undefined {
  // Every national form begins so; most groups of a long list do not.
  if (!/^(?:0|1$|[2-9]\d\d$)/.test(groups[first]?.digits ?? "")) return undefined;
  let digits = "";
  let found: PhoneMatch | undefined;
  for (let end = first; end < Math.min(groups.length, first + 11) && digits.length < 11; end += 1) {
    digits += groups[end]?.digits ?? "";
    const taken = groups.slice(first, end + 1);
    const value = digits.length >= 9 ? nationalNumber(digits, taken) : undefined;
    if (value && isApart(groups, first, end + 1)) found = { end: end + 1, value };
  }
  return found;
}

function nationalNumber(digits: string, taken: DigitGroup[]): string | undefined {
  const shape = shapeOf(taken);
  const signs = new Set(taken.slice(1).map(({ separator }) => separator.trim()));
  if (digits.length === 10 && /^0[1-9]/.test(digits))
    return isFrenchOrSwiss(digits, taken, shape, signs) ? toFrench(digits) : undefined;
  if (digits.length === 9 && /^0[1-9]/.test(digits))
    return belgianShapes.has(shape) ? `+32${digits.slice(1)}` : undefined;
  if (digits.length === 11 && /^0[127]/.test(digits))
    return britishShapes.has(shape) ? `+44${digits.slice(1)}` : undefined;
  const american = shape === "1,3,3,4" && digits.startsWith("1") ? digits.slice(1) : shape === "3,3,4" ? digits : "";
  // 800 and its like are free numbers of companies.
  if (/^(?!8(?:00|88|77|66|55|44|33)|900)[2-9]\d\d[2-9]\d{6}$/.test(american)) return `+1${american}`;
  return undefined;
}

const toFrench = (digits: string) => `+33${digits.slice(1)}`;

/** Ten digits after a 0: France, Switzerland, Belgian mobiles, the Netherlands. French and Swiss 08 are services. */
function isFrenchOrSwiss(digits: string, taken: DigitGroup[], shape: string, signs: Set<string>): boolean {
  if (digits.startsWith("08") && !(shape === "3,3,2,2" && digits[2] !== "0")) return false;
  if (/^0[01]+$/.test(digits) || digits === "0123456789" || isProgression(taken)) return false;
  const isPairs = shape === "2,2,2,2,2";
  if (isPairs || taken.length === 1) return true;
  // A date and an hour, a decimal fraction.
  if (/^2,2,4/.test(shape) && /^(?:19|20)/.test(taken[2]?.digits ?? "")) return false;
  if (signs.has(",") || (signs.has(".") && taken.length < 3)) return false;
  const [slashed, ...others] = taken.slice(1).map(({ separator }) => separator.trim());
  return !others.includes("/") && (slashed !== "/" || taken[0]?.digits.length !== 1);
}

/** 01 02 03 04 05, or 05 10 15 20 25: a list, not a number. */
function isProgression(taken: DigitGroup[]): boolean {
  const numbers = taken.map(({ digits }) => Number(digits));
  const step = (numbers[1] ?? 0) - (numbers[0] ?? 0);
  return numbers.length >= 5 && numbers.every((value, n) => n === 0 || value - (numbers[n - 1] ?? 0) === step);
}

/** The groups are not a part of a longer list with the same signs. */
function isApart(groups: DigitGroup[], first: number, end: number): boolean {
  const inside = groups[first + 1]?.separator;
  if (inside === undefined || end - first === 1) return true;
  const [previous, next] = [groups[first - 1], groups[end]];
  const isList = (one: DigitGroup | undefined, separator: string | undefined) =>
    one !== undefined && separator === inside && (inside.trim() !== "" || one.digits.length === 2);
  if (
    isList(previous, groups[first]?.separator) &&
    !isWholeNumberOfPhones(groups.slice(Math.max(0, first - 20), first))
  )
    return false;
  return !isList(next, next?.separator) || isWholeNumberOfPhones(groups.slice(end, end + 20));
}

/** Phone numbers in pairs, one after the other: "06 12 34 56 78 07 11 22 33 44". */
const isWholeNumberOfPhones = (groups: DigitGroup[]) =>
  groups.length % 5 === 0 &&
  groups.every(({ digits }, n) => digits.length === 2 && (n % 5 > 0 || digits.startsWith("0")));

/** After "appelez le" or "WhatsApp :", numbers of every country are phone numbers. */
function matchAnnounced({ groups }: NumberRun, first: number): PhoneMatch | undefined {
  let digits = "";
  let found: PhoneMatch | undefined;
  for (let end = first; end < Math.min(groups.length, first + 8); end += 1) {
    digits += groups[end]?.digits ?? "";
    if (digits.length > 13) break;
    if (digits.length >= 8) found = { end: end + 1, value: digits };
  }
  // Services: 08, and short ones, which have fewer digits.
  if (!found || /^0?8[0-9]{2}/.test(found.value) || isThousands(groups.slice(first, found.end))) return undefined;
  return found;
}
