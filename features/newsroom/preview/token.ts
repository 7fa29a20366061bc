import { isSameSignature, signText } from "#lib/keyed-hash.ts";

/** How long a link serves: a week is what a source or a lawyer takes to answer. */
export const previewLinkDays = 7;

/** So long (days) after its end a link still says that it has ended; then nothing of it is kept, and its address is unknown. */
export const expiredLinkDays = 30;

/** Links of one article that serve at the same time: more is a slip, and any can be revoked. */
export const maxPreviewLinks = 20;

export interface PreviewLink {
  id: number;
  articleId: number;
  expiresAt: Date;
}

const signLink = ({ id, articleId, expiresAt }: PreviewLink) =>
  signText("preview", `${id} ${articleId} ${expiresAt.getTime()}`);

/** The address that shows a working copy to whoever has it. Signed with the site's secret: the database alone gives none away. */
export function previewPath(link: PreviewLink): string {
  return `/preview/${link.id}-${signLink(link)}`;
}

/** The number that an address's last part claims; undefined where it is no such part. */
export function parsePreviewToken(token: string): number | undefined {
  const match = /^(\d{1,15})-[\w-]{43}$/.exec(token);
  return match ? Number(match[1]) : undefined;
}

/** Whether the last part of an address is this link's. */
export function isPreviewToken(token: string, link: PreviewLink): boolean {
  return isSameSignature(token, `${link.id}-${signLink(link)}`);
}
