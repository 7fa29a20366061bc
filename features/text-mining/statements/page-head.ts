import { absoluteUrl } from "#lib/site-address.ts";
import { licencePath, type PageReservation } from "../rules.ts";
import { rslType } from "./rsl.ts";
import { tdmProperties } from "./tdmrep.ts";

/** What the head of a page says: TDMRep's properties, and the link to the licence document (RSL 1.0, section 4.6). */
export function describeHead(page: PageReservation | null) {
  const licence = page?.hasLicence ? { type: rslType, href: absoluteUrl(licencePath) } : null;
  return { properties: tdmProperties(page), licence };
}
