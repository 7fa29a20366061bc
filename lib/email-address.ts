import { isIPv4 } from "node:net";
import { domainToASCII } from "node:url";
import { z } from "zod";
import { cleanText } from "./html/clean-text.ts";

/** RFC 5321, section 4.5.3.1 with erratum 1690: the longest path that SMTP carries. */
const maxLength = 254;
/** More than any spelling of an address needs; longer input is refused before it is examined. */
const maxTypedLength = 400;

/** The HTML standard's set for `input type=email`: none of these separates recipients, quotes or comments (RFC 5322, 3.2.3). */
const localPart = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/i;
const typedDomain = /^[\p{L}\p{M}\p{N}_.-]+$/u;
/** `localhost` and `my_host` are real domains on a private machine, as is `127.0.0.1` in that spelling only. */
const asciiDomain = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*(?!\d+$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/**
 * The canonical spelling under which an address is stored and compared: trimmed, its domain in lower case and ASCII
 * (punycode), its local part as typed. Undefined if it is not the address of one mailbox. Local parts with letters
 * outside ASCII are refused: few mail servers accept them (SMTPUTF8), and such a letter may look like another one.
 */
export function canonicalAddress(typed: string): string | undefined {
  if (typed.length > maxTypedLength) return undefined;
  const text = typed.trim();
  const at = text.lastIndexOf("@");
  const local = text.slice(0, Math.max(at, 0));
  const domain = text.slice(at + 1);
  if (!localPart.test(local) || !typedDomain.test(domain)) return undefined;
  const ascii = domainToASCII(domain.normalize("NFC"));
  if (!asciiDomain.test(ascii) && !(isIPv4(ascii) && ascii === domain)) return undefined;
  const address = `${local}@${ascii}`;
  return address.length <= maxLength ? address : undefined;
}

/**
 * An address to look up: its canonical spelling, or what was typed, for rows older than canonical spellings, without
 * the characters that PostgreSQL refuses.
 */
export function lookupAddress(typed: string): string {
  return canonicalAddress(typed) ?? cleanText(typed).trim();
}

/**
 * Whether a mail library reads a text as one address, even one stored before `canonicalAddress` existed: no separator,
 * quote or control character.
 */
export function isSingleMailbox(address: string): boolean {
  return address.length <= maxLength && /^[^\s@,;:()[\]\\<>"\p{C}]+@[^\s@,;:()[\]\\<>"\p{C}]+$/u.test(address);
}

/** The address field of every form and command. Its value is the canonical spelling; messages are keys in `errors`. */
export const emailAddress = z.string("email.invalid").transform((typed, context) => {
  const address = canonicalAddress(typed);
  if (address !== undefined) return address;
  const local = /^[^\s@,;:()[\]\\<>"\p{C}]+(?=@)/u.exec(typed.slice(0, maxTypedLength).trim())?.[0];
  const accented = local !== undefined && /[^\0-\x7f]/.test(local);
  context.addIssue({ code: "custom", message: accented ? "email.localPart" : "email.invalid" });
  return z.NEVER;
});

/** The address field of a sign-in: also accepts addresses stored before canonical spellings. */
export const signInAddress = z.string("email.invalid").max(maxTypedLength, "email.invalid").transform(lookupAddress);

/** Providers that ignore some characters of the local part, and the main domain of each. */
const gmail = { domain: "gmail.com", ignored: /\./g };
const proton = { domain: "proton.me", ignored: /[._-]/g };
const lenientProviders = new Map([
  ["gmail.com", gmail],
  ["googlemail.com", gmail],
  ["proton.me", proton],
  ["protonmail.com", proton],
  ["protonmail.ch", proton],
  ["pm.me", proton],
]);

/**
 * The mailbox behind an address, for counting only: lower case, without a sub-address (`+news`), and without what Gmail
 * and Proton ignore. If a server does distinguish such addresses, their owners share a limit; nobody loses an account by it.
 */
export function mailboxOf(address: string): string {
  const text = lookupAddress(address).toLowerCase();
  const at = text.lastIndexOf("@");
  const domain = text.slice(at + 1);
  const local = text.slice(0, Math.max(at, 0)).replace(/(?<=.)\+.*$/s, "");
  const provider = lenientProviders.get(domain);
  return provider ? `${local.replace(provider.ignored, "")}@${provider.domain}` : `${local}@${domain}`;
}
