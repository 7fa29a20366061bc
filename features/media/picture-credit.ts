import type { Translator } from "#i18n/translator.ts";
import { isLicence, licenceUrl } from "./rules.ts";

export interface PictureCredit {
  credit: string;
  licence: string;
}

/**
 * Returns the parts of a picture's credit line: the credit and the licence's name, each with its address if it has one.
 */
export function creditParts(t: Translator, { credit, licence }: PictureCredit): { text: string; href?: string }[] {
  const parts: { text: string; href?: string }[] = credit === "" ? [] : [{ text: credit }];
  if (licence === "") return parts;
  const text = isLicence(licence) ? t(`media.licences.${licence}`) : licence;
  const href = licenceUrl(licence);
  return [...parts, href ? { text, href } : { text }];
}
