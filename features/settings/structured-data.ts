import { type Locale, siteLocale } from "#i18n/translator.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { Settings } from "./schema.ts";

/** A raster image of the site's logo, at least 112 pixels wide and high (Google's minimum). */
export interface PublisherLogo {
  path: string;
  width: number;
  height: number;
}

/** The site's own mark, in public/. */
export const defaultPublisherLogo: PublisherLogo = { path: "/icon-512.png", width: 512, height: 512 };

/** Builds schema.org's NewsMediaOrganization as the publisher of a page. The home page describes it in full. */
export function publisherJsonLd(settings: Pick<Settings, "site.name">, logo = defaultPublisherLogo) {
  return {
    "@type": "NewsMediaOrganization",
    "@id": absoluteUrl("/#organization"),
    name: settings["site.name"],
    url: absoluteUrl("/"),
    logo: {
      "@type": "ImageObject",
      url: absoluteUrl(logo.path),
      width: logo.width,
      height: logo.height,
    },
  };
}

/** Builds schema.org's InteractionCounter: how often something was done. */
export const interactionCounter = (action: "CommentAction" | "LikeAction" | "WriteAction", count: number) => ({
  "@type": "InteractionCounter",
  interactionType: `https://schema.org/${action}`,
  userInteractionCount: count,
});

/** Builds the description of the publisher on the home page, with the pages of its editorial policies. */
export function organizationJsonLd(settings: Settings, logo = defaultPublisherLogo) {
  return {
    ...publisherJsonLd(settings, logo),
    ...(settings["site.description"] === "" ? {} : { description: settings["site.description"] }),
    ...(settings["site.tagline"] === "" ? {} : { slogan: settings["site.tagline"] }),
    publishingPrinciples: absoluteUrl("/rules"),
    correctionsPolicy: absoluteUrl("/corrections"),
    // The legal notice names the publisher and the director of publication.
    masthead: absoluteUrl("/legal"),
  };
}

/** Builds schema.org's WebSite for the home page, with its search. */
export function webSiteJsonLd(settings: Settings, locale: Locale = siteLocale()) {
  return {
    "@type": "WebSite",
    "@id": absoluteUrl("/#website"),
    name: settings["site.name"],
    url: absoluteUrl("/"),
    ...(settings["site.description"] === "" ? {} : { description: settings["site.description"] }),
    inLanguage: locale,
    publisher: { "@id": absoluteUrl("/#organization") },
    potentialAction: {
      "@type": "SearchAction",
      target: { "@type": "EntryPoint", urlTemplate: `${absoluteUrl("/search")}?q={search_term_string}` },
      "query-input": "required name=search_term_string",
    },
  };
}
