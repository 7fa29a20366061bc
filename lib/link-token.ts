import { createHmac } from "node:crypto";
import { isSameSignature } from "./keyed-hash.ts";

/** An id in base 36, padded: as long as the largest id that is safe as a JavaScript number. */
const idLength = 11;
const signatureLength = 43;
/** Every link token has this length, so that a rendered mail can be completed by replacing a placeholder. */
export const linkTokenLength = idLength + signatureLength;
const tokenShape = /^[0-9a-z]{11}[A-Za-z0-9_-]{43}$/;

/** The row to which a link belongs, as a subscriber or a member. */
export interface LinkOwner {
  id: number;
  /** 32 random bytes: a new key makes all former links useless. */
  linkKey: Uint8Array;
}

/**
 * The secret part of a mailed link: the row's id and a signature with its own key. Contains only characters that an address carries as they
 * are. `purpose`: what the link is for; a token for one purpose serves no other.
 */
export function createLinkToken(purpose: string, { id, linkKey }: LinkOwner): string {
  const signature = createHmac("sha256", linkKey).update(`${purpose} ${id}`).digest("base64url");
  return id.toString(36).padStart(idLength, "0") + signature;
}

/** The id that a token claims, before anything is read from the database; undefined if it has not the shape of one. */
export function readLinkOwnerId(token: string): number | undefined {
  if (!tokenShape.test(token)) return undefined;
  const id = Number.parseInt(token.slice(0, idLength), 36);
  return Number.isSafeInteger(id) ? id : undefined;
}

/** Whether a token is this row's, for this purpose. */
export function isLinkToken(purpose: string, token: string, owner: LinkOwner): boolean {
  return isSameSignature(token, createLinkToken(purpose, owner));
}
