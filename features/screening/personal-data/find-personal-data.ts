import {
  findBritishAccounts,
  findIbans,
  matchCardNumber,
  minBritishAccountDigits,
  minIbanDigits,
} from "./bank-numbers.ts";
import { findEmailAddresses } from "./email-addresses.ts";
import { findIdentityNumbers, minIdentityDigits } from "./identity-numbers.ts";
import { readNumberRuns } from "./number-runs.ts";
import { matchPhoneNumber } from "./phone-numbers.ts";
import { toPlainNumbers } from "./plain-numbers.ts";
import { findPostalAddresses } from "./postal-addresses.ts";

export const personalDataKinds = ["card", "iban", "identity", "phone", "email", "address"] as const;
export type PersonalDataKind = (typeof personalDataKinds)[number];

/** A piece of personal data in a text. `value` is in one spelling, for comparison; it is never stored or logged. */
export interface PersonalDatum {
  kind: PersonalDataKind;
  value: string;
  /** Its beginning and end, by which its author recognises it. */
  masked: string;
}

/** The most different pieces that are reported. A help line repeated twenty times must not hide the number after it. */
const maxFound = 20;

interface Found {
  kind: PersonalDataKind;
  start: number;
  end: number;
  value: string;
}

/** Finds personal data: phone, account, card and social-security numbers, e-mail and postal addresses. Linear in the text. */
export function findPersonalData(typed: string): PersonalDatum[] {
  if (!/[\d@＠﹫]|\p{N}|arr?obas|\b(?:at|chez)\b|z[ée]ro/iu.test(typed)) return [];
  const text = toPlainNumbers(typed);
  const found: Found[] = [];
  const values = new Set<string>();
  const taken = new Uint8Array(text.length);
  const add = (kind: PersonalDataKind, start: number, end: number, value: string) => {
    if (found.length >= maxFound || taken.subarray(start, end).includes(1)) return;
    taken.fill(1, start, end);
    if (!values.has(value)) found.push({ kind, start, end, value });
    values.add(value);
  };
  // The longest and surest numbers first: a phone number may look like a part of them.
  const digits = countDigits(text);
  if (digits >= minIbanDigits) for (const { start, end, value } of findIbans(text)) add("iban", start, end, value);
  if (digits >= minBritishAccountDigits)
    for (const { start, end, value } of findBritishAccounts(text)) add("iban", start, end, value);
  if (digits >= minIdentityDigits)
    for (const { start, end, value } of findIdentityNumbers(text)) add("identity", start, end, value);
  const runs = readNumberRuns(text);
  for (const [kind, match] of [
    ["card", matchCardNumber],
    ["phone", matchPhoneNumber],
  ] as const) {
    for (const run of runs) {
      for (let first = 0; first < run.groups.length && found.length < maxFound; ) {
        const matched = match(text, run, first);
        if (matched) add(kind, run.groups[first]?.start ?? 0, run.groups[matched.end - 1]?.end ?? 0, matched.value);
        first = matched?.end ?? first + 1;
      }
    }
  }
  for (const { start, end, value } of findEmailAddresses(text)) add("email", start, end, value);
  for (const { start, end, value } of findPostalAddresses(text)) add("address", start, end, value);
  found.sort((a, b) => a.start - b.start);
  return found.map(({ kind, start, end, value }) => ({
    kind,
    value,
    masked: mask(kind, kind === "email" ? value : text.slice(start, end)),
  }));
}

/** Counts the digits: most comments have too few for an account, such as those of a year or a percentage. */
function countDigits(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= 48 && unit <= 57) count += 1;
  }
  return count;
}

/** Keeps what tells the author which passage is meant, and nothing that others could use. */
function mask(kind: PersonalDataKind, passage: string): string {
  const plain = passage.replace(/\s+/g, " ").trim();
  if (kind === "email") return `${[...plain][0] ?? ""}…${plain.slice(plain.lastIndexOf("@"))}`;
  if (kind === "address") return `${plain.split(" ").slice(0, 2).join(" ")}…`;
  const signs = [...plain];
  return `${signs.slice(0, 5).join("").trim()}…${signs.slice(-2).join("").trim()}`;
}
