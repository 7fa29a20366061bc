import { isSameSignature, signText } from "#lib/keyed-hash.ts";

/** The secret of a notice's own page. Derived, so that none is stored and the same link stands in every mail about it. */
export function noticeSecret(reference: string): string {
  return signText("notice link", reference);
}

/** Whether somebody has the link of a notice. */
export function isNoticeSecret(reference: string, secret: string): boolean {
  return isSameSignature(secret, noticeSecret(reference));
}

/** The path of a notice's own page. */
export function noticePath(reference: string): string {
  return `/report/${reference}?key=${noticeSecret(reference)}`;
}
