import { createLinkToken, isLinkToken, type LinkOwner, readLinkOwnerId } from "#lib/link-token.ts";
import { absoluteUrl } from "#lib/site-address.ts";

export type PrivateFeedFormat = "xml" | "json";

/** A token, signed with the member's `member_feeds.link_key`; then the format. */
const pathShape = /^\/feeds\/([A-Za-z0-9_-]{54})\.(xml|json)$/;
const purpose = "private feed";

/** The secret address of a member's feed. */
export function privateFeedUrl(owner: LinkOwner, format: PrivateFeedFormat): string {
  return absoluteUrl(`/feeds/${createLinkToken(purpose, owner)}.${format}`);
}

interface PrivateFeedRequest {
  memberId: number;
  token: string;
  format: PrivateFeedFormat;
}

/** Reads what an address claims, before anything is read from the database; undefined if it has not the shape of a feed's. */
export function readPrivateFeedPath(path: string): PrivateFeedRequest | undefined {
  const [, token = "", format] = pathShape.exec(path) ?? [];
  const memberId = readLinkOwnerId(token);
  return memberId === undefined ? undefined : { memberId, token, format: format === "json" ? "json" : "xml" };
}

/** Whether the address is this member's present one. */
export const isPrivateFeedOf = ({ token }: PrivateFeedRequest, owner: LinkOwner): boolean =>
  isLinkToken(purpose, token, owner);
