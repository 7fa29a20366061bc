import { absoluteUrl } from "#lib/site-address.ts";
import { element, type XmlElement, xmlDocument } from "#lib/xml.ts";
import { licencePath, type MiningReservation } from "../rules.ts";

export const rslNamespace = "https://rslstandard.org/rsl";
export const rslType = "application/rsl+xml";

/**
 * Writes the licence document (RSL 1.0, https://rslstandard.org/rsl). It permits what is not reserved, and with
 * `permits` every other use needs a licence. `copyright` is left out: not every text on the site is the site's own.
 */
export function writeLicence(reservation: MiningReservation): string {
  return xmlDocument(element("rsl", { xmlns: rslNamespace, "max-age": 7 }, contentElement("/", reservation, "")));
}

/** The element of an article in an RSS feed (RSL 1.0, section 4.7); its address is one of this site. */
export function feedLicence(url: string, reservation: MiningReservation): XmlElement {
  return contentElement(url, reservation, "rsl:");
}

function contentElement(url: string, { allowsAnswers, policyUrl }: MiningReservation, prefix: "" | "rsl:"): XmlElement {
  const permitted = allowsAnswers ? "search ai-input ai-index" : "search";
  return element(
    `${prefix}content`,
    { url },
    element(
      `${prefix}license`,
      {},
      element(`${prefix}permits`, { type: "usage" }, permitted),
      element(`${prefix}prohibits`, { type: "usage" }, allowsAnswers ? "ai-train" : "ai-all"),
    ),
    element(`${prefix}terms`, {}, policyUrl),
  );
}

/** The `Link` header that names the licence document, for responses without a head (RSL 1.0, section 4.5). */
export const licenceLink = () => `<${absoluteUrl(licencePath)}>; rel="license"; type="${rslType}"`;
