import { isSameSignature, signText } from "#lib/keyed-hash.ts";

/** Validity of a link. A week is long enough for a source or a lawyer to answer. */
export const previewLinkDays = 7;

/**
 * For this many days after its end a link answers that it has expired; then it is deleted, and its address is unknown.
 */
export const expiredLinkDays = 30;

/** Maximum number of valid links per article. More would be a mistake; any can be revoked. */
export const maxPreviewLinks = 20;

export interface PreviewLink {
  id: number;
  articleId: number;
  expiresAt: Date;
}

const signLink = ({ id, articleId, expiresAt }: PreviewLink) =>
  signText("preview", `${id} ${articleId} ${expiresAt.getTime()}`);

/**
 * Returns the address of a preview link. It is signed with the site's secret, so the database alone reveals no valid
 * link.
 */
export function previewPath(link: PreviewLink): string {
  return `/preview/${link.id}-${signLink(link)}`;
}

/** Parses the link's number from the last segment of an address; undefined if it is no token. */
export function parsePreviewToken(token: string): number | undefined {
  const match = /^(\d{1,15})-[\w-]{43}$/.exec(token);
  return match ? Number(match[1]) : undefined;
}

/** Whether the last segment of an address is this link's token. */
export function isPreviewToken(token: string, link: PreviewLink): boolean {
  return isSameSignature(token, `${link.id}-${signLink(link)}`);
}
