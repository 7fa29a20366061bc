import { createHmac } from "node:crypto";
import { isSameSignature } from "#lib/keyed-hash.ts";
import { absoluteUrl } from "#lib/site-address.ts";

export type PrivateFeedFormat = "xml" | "json";

/** A member and the key of their feed. */
export interface FeedOwner {
  id: number;
  /** 32 random bytes (`member_feeds.link_key`): a new key makes the former address useless. */
  linkKey: Uint8Array;
}

/** The member's id in base 36, padded, and a signature; then the format. */
const pathShape = /^\/feeds\/([0-9a-z]{11})([A-Za-z0-9_-]{43})\.(xml|json)$/;

const sign = ({ id, linkKey }: FeedOwner) =>
  createHmac("sha256", linkKey).update(`private feed ${id}`).digest("base64url");

/** The secret address of a member's feed. */
export function privateFeedUrl(owner: FeedOwner, format: PrivateFeedFormat): string {
  return absoluteUrl(`/feeds/${owner.id.toString(36).padStart(11, "0")}${sign(owner)}.${format}`);
}

interface PrivateFeedRequest {
  memberId: number;
  signature: string;
  format: PrivateFeedFormat;
}

/** Reads what an address claims, before anything is read from the database; undefined if it has not the shape of a feed's. */
export function readPrivateFeedPath(path: string): PrivateFeedRequest | undefined {
  const [, id, signature, format] = pathShape.exec(path) ?? [];
  const memberId = id ? Number.parseInt(id, 36) : Number.NaN;
  if (!signature || !Number.isSafeInteger(memberId)) return undefined;
  return { memberId, signature, format: format === "json" ? "json" : "xml" };
}

/** Whether the address is this member's present one. */
export const isPrivateFeedOf = ({ signature }: PrivateFeedRequest, owner: FeedOwner): boolean =>
  isSameSignature(signature, sign(owner));
