import { createHash } from "node:crypto";
import { env } from "#lib/env.ts";
import { composeMessage } from "#lib/mail/compose-message.ts";
import { dkimSigner, relaxBody, signDkimHead } from "#lib/mail/dkim.ts";
import { automaticHeaders, createMessageId } from "#lib/mail/mail-headers.ts";
import { subscriberTokenPlaceholder, unsubscribeUrl } from "../subscribers/subscriber-token.ts";

/** The name of the newsletter in List-Id. */
const listName = "newsletter";

/** A part of an encoded body: bytes, or the characters of the subscriber's token from `start` to before `end`. */
type BodyPart = { bytes: Buffer } | { start: number; end: number };

/** A mail that is composed once for all subscribers with the same topics and language. */
export interface IssueMessage {
  /** The headers that all have in common, without their line ends. */
  headers: string[];
  body: BodyPart[];
  /** The body as DKIM hashes it (RFC 6376, section 3.4.4). */
  canonicalBody: BodyPart[];
}

/**
 * Encodes a rendered variant of an issue as MIME, and finds the places of the subscriber's token. The bodies are quoted-printable, in which
 * the token's characters stand for themselves, so that one token can replace another even across a soft line break.
 */
export function composeIssueMessage(variant: { subject: string; html: string; text: string }): IssueMessage {
  const to = { name: "", address: "placeholder@example.invalid" };
  const source = composeMessage({ ...variant, to });
  const end = source.indexOf("\r\n\r\n");
  const headers = source
    .subarray(0, end)
    .toString("latin1")
    .split(/\r\n(?![ \t])/)
    .filter((header) => !/^(?:to|date|message-id|auto-submitted|dkim-signature):/i.test(header));
  const body = source.subarray(end + 4).toString("latin1");
  const parts = splitAtTokens(body);
  const found = parts.reduce((sum, part) => sum + ("bytes" in part ? 0 : part.end - part.start), 0);
  const expected = countTokens(variant.html) + countTokens(variant.text);
  if (found !== expected * subscriberTokenPlaceholder.length)
    throw new Error("The encoded mail does not contain the subscriber's links.");
  return { headers, body: parts, canonicalBody: splitAtTokens(relaxBody(body)) };
}

const countTokens = (text: string) => text.split(subscriberTokenPlaceholder).length - 1;

/** Splits an encoded body at the placeholder, which soft line breaks (`=` and a line end) may divide. */
function splitAtTokens(body: string): BodyPart[] {
  const parts: BodyPart[] = [];
  let from = 0;
  for (let at = body.indexOf("S"); at >= 0; at = body.indexOf("S", at + 1)) {
    const slices = matchToken(body, at);
    if (!slices) continue;
    for (const { offset, start, end } of slices) {
      parts.push({ bytes: Buffer.from(body.slice(from, offset), "latin1") }, { start, end });
      from = offset + end - start;
    }
  }
  parts.push({ bytes: Buffer.from(body.slice(from), "latin1") });
  return parts;
}

/** The slices of the placeholder that begins here, with their offsets in the body; undefined if none does. */
function matchToken(body: string, at: number) {
  const slices: { offset: number; start: number; end: number }[] = [];
  let offset = at;
  let start = 0;
  for (let matched = 0; matched < subscriberTokenPlaceholder.length; matched += 1) {
    if (body.startsWith("=\r\n", offset)) {
      if (matched > start) slices.push({ offset: offset - (matched - start), start, end: matched });
      start = matched;
      offset += 3;
    }
    if (body[offset] !== subscriberTokenPlaceholder[matched]) return undefined;
    offset += 1;
  }
  const end = subscriberTokenPlaceholder.length;
  slices.push({ offset: offset - (end - start), start, end });
  return slices;
}

/** The subscriber to whom a message goes. */
interface MessageRecipient {
  issueId: number;
  subscriberId: number;
  /** Of one mailbox: `isSingleMailbox`. */
  address: string;
  /** Of `createSubscriberToken`. */
  token: string;
}

/** Completes a message for one subscriber, with the headers of a list, signed when DKIM_KEY is set. */
export function completeMessage(
  message: IssueMessage,
  { issueId, subscriberId, address, token }: MessageRecipient,
): Buffer {
  const list = automaticHeaders({ name: listName, unsubscribeUrl: unsubscribeUrl(token) });
  const headers = [
    ...message.headers,
    `To: ${address}`,
    `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
    `Message-ID: ${createMessageId(`issue:${issueId}:${subscriberId}`)}`,
    ...Object.entries(list).map(([name, value]) => `${name}: ${value}`),
  ];
  const bytes = Buffer.from(token, "latin1");
  const head = `${headers.join("\r\n")}\r\n`;
  const signature = createSignature(head, message.canonicalBody, bytes);
  return Buffer.concat([
    Buffer.from(`${signature}${head}\r\n`, "latin1"),
    ...message.body.map((part) => withToken(part, bytes)),
  ]);
}

const withToken = (part: BodyPart, token: Buffer) =>
  "bytes" in part ? part.bytes : token.subarray(part.start, part.end);

/** The DKIM-Signature header with its line end; empty without a key. */
function createSignature(head: string, body: BodyPart[], token: Buffer): string {
  const signer = dkimSigner(env());
  if (!signer) return "";
  const hash = createHash("sha256");
  for (const part of body) hash.update(withToken(part, token));
  return signDkimHead(head, hash.digest("base64"), signer);
}
