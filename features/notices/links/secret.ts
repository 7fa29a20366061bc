import { isSameMark, mark } from "#lib/keys.ts";

/** The secret of a notice's own page. Derived, so that none is stored and the same link stands in every mail about it. */
export function secretOf(reference: string): string {
  return mark("notice link", reference);
}

/** Whether somebody has the link of a notice. */
export function opens(reference: string, secret: string): boolean {
  return isSameMark(secret, secretOf(reference));
}

/** The path of a notice's own page. */
export function noticePath(reference: string): string {
  return `/report/${reference}?key=${secretOf(reference)}`;
}
