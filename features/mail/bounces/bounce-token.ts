import { createHmac } from "node:crypto";
import { lookupAddress } from "#lib/email-address.ts";
import { deriveKey, isSameSignature } from "#lib/keyed-hash.ts";

/** What a returned mail was: one delivery of an issue of the newsletter, a notification to a member, or the mail of `vigie mail check`. */
export type BounceSubject =
  | { kind: "issue"; issueId: number; subscriberId: number }
  | { kind: "member"; memberId: number; mailbox: string }
  | { kind: "check"; id: number };

/** The subject of a mail that is being sent. A member's token contains a mark of the address, which the member may change later. */
export type SentSubject =
  | { kind: "issue"; issueId: number; subscriberId: number }
  | { kind: "member"; memberId: number; address: string }
  | { kind: "check"; id: number };

/** 80 bits in base 32: letters and digits of one case only, because some mail servers change the case of local parts. */
const signatureLength = 16;
/** 30 bits of a keyed hash. */
const mailboxMarkLength = 6;
/** A token is at most this long: a kind, two ids of 11 digits in base 36 with the length of the first, and the signature. */
export const maxBounceTokenLength = 1 + 1 + 2 * 11 + signatureLength;
/** A local part has at most 64 characters (RFC 5321, section 4.5.3.1.1): this much is left for the one of MAIL_BOUNCE_ADDRESS. */
export const maxBounceLocalPartLength = 64 - 1 - maxBounceTokenLength;

const idShape = /^[1-9a-z][0-9a-z]{0,10}$/;
const markShape = /^[0-9a-v]{6}$/;

/** A keyed hash in base 32: `length` characters of 5 bits each. */
function shortHash(purpose: string, text: string, length: number): string {
  const hash = createHmac("sha256", deriveKey(purpose)).update(text).digest("hex");
  return BigInt(`0x${hash}`).toString(32).padStart(52, "0").slice(-length);
}

const sign = (subject: string) => shortHash("bounce token", subject, signatureLength);

/** The mark of an address in a member's token: whether a returned mail was sent to the address that the member still has. */
export function mailboxMark(address: string): string {
  return shortHash("bounce mailbox", lookupAddress(address).toLowerCase(), mailboxMarkLength);
}

/**
 * The signed text that a mail carries in its return path (`bounces+TOKEN@…`), so that only a report that has it counts. Lower-case letters
 * and digits, at most `maxBounceTokenLength` of them.
 */
export function createBounceToken(subject: SentSubject): string {
  const text = describeSubject(subject);
  return text + sign(text);
}

function describeSubject(subject: SentSubject): string {
  switch (subject.kind) {
    case "issue": {
      const issue = subject.issueId.toString(36);
      return `i${issue.length.toString(36)}${issue}${subject.subscriberId.toString(36)}`;
    }
    case "member":
      return `m${mailboxMark(subject.address)}${subject.memberId.toString(36)}`;
    case "check":
      return `c${subject.id.toString(36)}`;
  }
}

/** What a token is about, in any case of its letters; undefined if it is not one of ours. */
export function readBounceToken(token: string): BounceSubject | undefined {
  if (token.length <= signatureLength || token.length > maxBounceTokenLength) return undefined;
  const folded = token.toLowerCase();
  const text = folded.slice(0, -signatureLength);
  if (!isSameSignature(folded.slice(-signatureLength), sign(text))) return undefined;
  const rest = text.slice(1);
  switch (text[0]) {
    case "i": {
      const end = 1 + Number.parseInt(rest.slice(0, 1), 36);
      const [issueId, subscriberId] = [readId(rest.slice(1, end)), readId(rest.slice(end))];
      return issueId && subscriberId ? { kind: "issue", issueId, subscriberId } : undefined;
    }
    case "m": {
      const [mailbox, memberId] = [rest.slice(0, mailboxMarkLength), readId(rest.slice(mailboxMarkLength))];
      return memberId && markShape.test(mailbox) ? { kind: "member", memberId, mailbox } : undefined;
    }
    case "c": {
      const id = readId(rest);
      return id ? { kind: "check", id } : undefined;
    }
    default:
      return undefined;
  }
}

function readId(text: string): number | undefined {
  if (!idShape.test(text)) return undefined;
  const id = Number.parseInt(text, 36);
  return Number.isSafeInteger(id) ? id : undefined;
}

/** The return path of a mail: the local part of MAIL_BOUNCE_ADDRESS, `+`, its token (VERP). */
export function createReturnPath(bounceAddress: string, subject: SentSubject): string {
  const at = bounceAddress.lastIndexOf("@");
  return `${bounceAddress.slice(0, at)}+${createBounceToken(subject)}${bounceAddress.slice(at)}`;
}
