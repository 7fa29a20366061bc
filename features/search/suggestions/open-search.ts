import { cleanLine } from "#lib/html/clean-text.ts";
import { shortenText } from "#lib/shorten-text.ts";
import { element, xmlDocument } from "#lib/xml.ts";

export const openSearchPath = "/opensearch.xml";
export const openSearchType = "application/opensearchdescription+xml";

/** What the description says of a site. */
export interface OpenSearchSite {
  name: string;
  description: string;
  /** Without a slash at its end. */
  siteUrl: string;
  locale: string;
}

/** The lengths of OpenSearch 1.1, section 4.3. */
const maxShortName = 16;
const maxLongName = 48;
const maxDescription = 1_024;

/** The OpenSearch 1.1 description, by which browsers offer the site's search in their address bars. */
export function writeOpenSearchDescription({ name, description, siteUrl, locale }: OpenSearchSite): string {
  const shortName = shortenText(cleanLine(name), maxShortName);
  const longName = shortenText(cleanLine(name), maxLongName);
  const icon = (path: string, size: number, type: string) =>
    element("Image", { width: size, height: size, type }, `${siteUrl}${path}`);
  return xmlDocument(
    element(
      "OpenSearchDescription",
      { xmlns: "http://a9.com/-/spec/opensearch/1.1/" },
      element("ShortName", {}, shortName),
      element("Description", {}, shortenText(cleanLine(description) || longName, maxDescription)),
      longName === shortName ? undefined : element("LongName", {}, longName),
      element("Url", { type: "text/html", method: "get", template: `${siteUrl}/search?q={searchTerms}` }),
      element("Url", {
        type: "application/x-suggestions+json",
        rel: "suggestions",
        method: "get",
        template: `${siteUrl}/search/suggest?q={searchTerms}&format=opensearch`,
      }),
      element("Url", { type: openSearchType, rel: "self", template: `${siteUrl}${openSearchPath}` }),
      icon("/favicon.ico", 16, "image/x-icon"),
      icon("/icon-192.png", 192, "image/png"),
      element("Language", {}, locale),
      element("InputEncoding", {}, "UTF-8"),
      element("OutputEncoding", {}, "UTF-8"),
    ),
  );
}
