/** A run of digits, with what is between it and the digits before it. */
export interface DigitGroup {
  digits: string;
  start: number;
  end: number;
  /** Empty for the first group of a run. */
  separator: string;
}

/** Digit groups with only spaces and signs between them, as in a written phone number. */
export interface NumberRun {
  groups: DigitGroup[];
  /** A plus sign precedes it. */
  plus: boolean;
}

/** What may be between two groups of one number. A line break begins another number. */
const separators = /^[ \t\u00a0\u202f.,\-–—_/()*·•]{1,4}$/;
/** Letters that pass for digits: "O6". They count only beside a digit and away from other letters. */
const digitsAndLookAlikes = /\d[\dOoIl|]*/g;
const letterOrDigit = /[\p{L}\p{N}_]/u;
/** Nothing that is searched for has a longer group. */
const maxGroupLength = 34;

/** Splits a text into its number runs. Linear in the text. */
export function readNumberRuns(text: string): NumberRun[] {
  const runs: NumberRun[] = [];
  let last: DigitGroup | undefined;
  for (const match of text.matchAll(digitsAndLookAlikes)) {
    const end = match.index + match[0].length;
    const start = isLookAlike(text, match.index - 1) ? match.index - 1 : match.index;
    if (isInWord(text, start, end) || end - start > maxGroupLength) {
      last = undefined;
      continue;
    }
    const digits = text.slice(start, end).replace(/[Oo]/g, "0").replace(/[Il|]/g, "1");
    const between = last ? text.slice(last.end, start) : "";
    const isNext = separators.test(between);
    last = { digits, start, end, separator: isNext ? between : "" };
    if (isNext) runs.at(-1)?.groups.push(last);
    else runs.push({ groups: [last], plus: /\+ ?\(?$/.test(text.slice(Math.max(0, start - 3), start)) });
  }
  return runs;
}

const isLookAlike = (text: string, at: number) => "OoIl|".includes(text[at] ?? " ");
/** An underscore continues a word, unless digits are on both sides: "06_12_34". */
const continuesWord = (sign = "", beyond = "") => letterOrDigit.test(sign) && !(sign === "_" && /\d/.test(beyond));
const isInWord = (text: string, start: number, end: number) =>
  continuesWord(text[start - 1], text[start - 2]) || continuesWord(text[end], text[end + 1]);

export const joinDigits = (groups: DigitGroup[]): string => groups.map(({ digits }) => digits).join("");
