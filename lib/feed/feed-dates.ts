const monthNames = [
  [
    "jan",
    "january",
    "janvier",
    "janv",
    "januar",
    "jänner",
    "jän",
    "enero",
    "ene",
    "gennaio",
    "gen",
    "janeiro",
    "januari",
  ],
  [
    "feb",
    "february",
    "février",
    "fevrier",
    "févr",
    "fevr",
    "fév",
    "fev",
    "februar",
    "febrero",
    "febbraio",
    "fevereiro",
    "februari",
  ],
  ["mar", "march", "mars", "märz", "maerz", "mär", "mrz", "marzo", "março", "marco", "maart", "mrt"],
  ["apr", "april", "avril", "avr", "abril", "abr", "aprile"],
  ["may", "mai", "mayo", "maggio", "mag", "maio", "mei"],
  ["jun", "june", "juin", "juni", "junio", "giugno", "giu", "junho"],
  ["jul", "july", "juillet", "juil", "juli", "julio", "luglio", "lug", "julho"],
  ["aug", "august", "août", "aout", "aoû", "aou", "agosto", "ago", "augustus"],
  ["sep", "sept", "september", "septembre", "septiembre", "settembre", "set", "setembro"],
  ["oct", "october", "octobre", "okt", "oktober", "octubre", "ottobre", "ott", "out", "outubro"],
  ["nov", "november", "novembre", "noviembre", "novembro"],
  ["dec", "december", "décembre", "decembre", "déc", "dez", "dezember", "diciembre", "dic", "dicembre", "dezembro"],
];
const months = new Map(monthNames.flatMap((names, month) => names.map((name): [string, number] => [name, month + 1])));

/** Offsets in minutes. Of ambiguous names that of the United States, as RFC 822 has it. */
const zones = new Map(
  Object.entries({
    ut: 0,
    utc: 0,
    gmt: 0,
    z: 0,
    wet: 0,
    west: 60,
    bst: 60,
    cet: 60,
    met: 60,
    mez: 60,
    cest: 120,
    mest: 120,
    mesz: 120,
    eet: 120,
    eest: 180,
    msk: 180,
    est: -300,
    edt: -240,
    cst: -360,
    cdt: -300,
    mst: -420,
    mdt: -360,
    pst: -480,
    pdt: -420,
    hne: -300,
    hae: -240,
    akst: -540,
    akdt: -480,
    hst: -600,
    ast: -240,
    adt: -180,
    nst: -210,
    ndt: -150,
    jst: 540,
    kst: 540,
    hkt: 480,
    sgt: 480,
    awst: 480,
    acst: 570,
    aest: 600,
    aedt: 660,
    nzst: 720,
    nzdt: 780,
  }),
);

interface DateParts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** Minutes. */
  offset: number;
}

/**
 * Reads a date of a feed: ISO 8601 and W3CDTF, RFC 822 and its descendants with two-digit years, missing or wrong
 * weekdays, names of months in several languages and missing zones (UTC). Returns ISO 8601 in UTC, or null for what it
 * cannot read or what cannot be a publication date (before 1900, the Unix epoch).
 */
export function parseFeedDate(declared: string): string | null {
  const text = declared.slice(0, 200).replace(/\s+/g, " ").trim().slice(0, 80);
  if (text === "") return null;
  const parts = readIso(text) ?? readWords(text);
  return parts ? toIso(parts) : null;
}

const iso =
  /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?|(\d{2})(\d{2})?)?(?:(?:t| t?)(\d{1,2}):?(\d{2})?(?::?(\d{2})(?:[.,]\d{1,9})?)?)? ?(z|utc|gmt|[+-]\d{1,2}(?::?\d{2})?|[a-z]{1,5})?$/i;

function readIso(text: string): DateParts | undefined {
  const found = iso.exec(text);
  if (!found) return undefined;
  const [, year, month1, day1, month2, day2, hour, minute, second, zone] = found;
  // "2017" and "201703" could be any number.
  if (hour === undefined && zone !== undefined) return undefined;
  const offset = zone === undefined ? 0 : readZone(zone);
  return {
    year: Number(year),
    month: Number(month1 ?? month2 ?? 1),
    day: Number(day1 ?? day2 ?? 1),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
    offset: offset ?? 0,
  };
}

/** Reads a date word by word, in any order. */
function readWords(text: string): DateParts | undefined {
  const time = /(?<!\d)(\d{1,2})(?::| ?h ?)(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?!\d)/i.exec(text);
  const [before, after] = time ? [text.slice(0, time.index), text.slice(time.index + time[0].length)] : [text, ""];
  const date = readDay(before) ?? readDay(`${before} ${after}`);
  if (!date) return undefined;
  let hour = Number(time?.[1] ?? 0);
  const half = /^ ?([ap])\.?m\b/i.exec(after)?.[1]?.toLowerCase();
  if (half === "p" && hour < 12) hour += 12;
  if (half === "a" && hour === 12) hour = 0;
  return { ...date, hour, minute: Number(time?.[2] ?? 0), second: Number(time?.[3] ?? 0), offset: findZone(after) };
}

function readDay(text: string): Pick<DateParts, "year" | "month" | "day"> | undefined {
  const numeric = /(?<!\d)(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?!\d)/.exec(text);
  if (numeric) return readNumericDay(numeric[1] ?? "", numeric[2] ?? "", numeric[3] ?? "", numeric[4] ?? "");
  const words =
    text
      .toLowerCase()
      .normalize("NFC")
      .match(/\p{L}+|\d+/gu) ?? [];
  const month = words.map((word) => months.get(word)).find((found) => found !== undefined);
  const numbers = words.filter((word) => /^\d{1,4}$/.test(word));
  if (month === undefined || numbers.length < 2) return undefined;
  const [first = "", second = ""] = numbers;
  return first.length > 2
    ? { year: toYear(first), month, day: Number(second) }
    : { year: toYear(second), month, day: Number(first) };
}

function readNumericDay(one: string, separator: string, two: string, three: string) {
  if (one.length === 4) return { year: Number(one), month: Number(two), day: Number(three) };
  const year = toYear(three);
  // With dots the day comes first; with slashes only a number over 12 tells.
  if (separator === "." || Number(one) > 12) return { year, month: Number(two), day: Number(one) };
  return Number(two) > 12 || one === two ? { year, month: Number(one), day: Number(two) } : undefined;
}

const toYear = (digits: string) => {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year < 70 ? 2_000 + year : 1_900 + year;
};

function findZone(text: string): number {
  for (const [word] of text.matchAll(/(?:gmt|utc|ut)? ?[+-]\d{1,2}:?(?:\d{2})?|[a-z]{1,5}/gi)) {
    const offset = readZone(word);
    if (offset !== undefined) return offset;
  }
  return 0;
}

function readZone(zone: string): number | undefined {
  const numeric = /^(?:gmt|utc|ut)? ?([+-])(\d{1,2}):?(\d{2})?$/i.exec(zone);
  if (!numeric) return zones.get(zone.toLowerCase());
  const size = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  if (size > 15 * 60) return undefined;
  return numeric[1] === "-" ? -size : size;
}

function toIso({ year, month, day, hour, minute, second, offset }: DateParts): string | null {
  if (year < 1_900 || year > 9_000 || month < 1 || month > 12 || day < 1) return null;
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  const time = Date.UTC(year, month - 1, day, hour, minute, Math.min(second, 59)) - offset * 60_000;
  return time === 0 ? null : new Date(time).toISOString();
}
