import { isSameSignature, signText } from "#lib/keyed-hash.ts";

/** The secret of a notice's page. It is derived, not stored, so that every mail about the notice has the same link. */
export function noticeSecret(reference: string): string {
  return signText("notice link", reference);
}

/** Whether `secret` is the secret of a notice. */
export function isNoticeSecret(reference: string, secret: string): boolean {
  return isSameSignature(secret, noticeSecret(reference));
}

/** The path of a notice's page for its sender. */
export function noticePath(reference: string): string {
  return `/report/${reference}?key=${noticeSecret(reference)}`;
}
