import type { Translator } from "#i18n/translator.ts";
import { isLicence, licenceUrl } from "./rules.ts";

export interface PictureCredit {
  credit: string;
  licence: string;
}

/** What is said below a picture of whom it is owed to: the credit, the licence by its name, each with an address where there is one. */
export function creditParts(t: Translator, { credit, licence }: PictureCredit): { text: string; href?: string }[] {
  const parts: { text: string; href?: string }[] = credit === "" ? [] : [{ text: credit }];
  if (licence === "") return parts;
  const text = isLicence(licence) ? t(`media.licences.${licence}`) : licence;
  const href = licenceUrl(licence);
  return [...parts, href ? { text, href } : { text }];
}
