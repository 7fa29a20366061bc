import { createHmac } from "node:crypto";
import { z } from "zod";
import { canonicalAddress, isSingleMailbox } from "#lib/email-address.ts";
import { isSameSignature } from "#lib/keyed-hash.ts";

/** How far the clocks of the two machines may be apart (seconds). Within it a repeated call is harmless: each report counts once. */
const maxClockDifference = 300;

/** The signature of a call: HMAC-SHA256 of the timestamp, a full stop and the raw body, in hexadecimal. */
export function signWebhook(secret: string, timestamp: string, body: Uint8Array): string {
  return createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
}

/**
 * Whether a call is signed with MAIL_BOUNCE_SECRET, now. `timestamp` (seconds since 1970) and `signature` are its headers
 * `X-Vigie-Timestamp` and `X-Vigie-Signature`.
 */
export function isSignedWebhook(
  secret: string,
  { timestamp, signature, body }: { timestamp: string; signature: string; body: Uint8Array },
  now = Date.now(),
): boolean {
  const given = signature.replace(/^sha256=/, "").toLowerCase();
  const isSigned = isSameSignature(given, signWebhook(secret, timestamp, body));
  const isRecent = /^\d{1,12}$/.test(timestamp) && Math.abs(now / 1_000 - Number(timestamp)) <= maxClockDifference;
  return isSigned && isRecent;
}

/** The JSON form of a report: about the mail with a token of ours, or about a mailbox. */
export const webhookReport = z
  .object({
    token: z.string().max(100).optional(),
    address: z
      .string()
      .max(400)
      .transform((typed) => canonicalAddress(typed))
      .refine((address) => address !== undefined && isSingleMailbox(address))
      .optional(),
    kind: z.enum(["bounce", "delay", "complaint"]),
    code: z
      .string()
      .regex(/^[245]\.\d{1,3}\.\d{1,3}$/)
      .or(z.literal(""))
      .default(""),
    diagnostic: z.string().max(2_000).default(""),
    /** The provider's own number of the event. */
    id: z.string().max(200).optional(),
  })
  .refine(({ token, address }) => (token === undefined) !== (address === undefined));
