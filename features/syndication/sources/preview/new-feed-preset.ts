import { type PolicyValues, presetPolicy } from "../policy-values.ts";
import type { findSourceBySite } from "../queries.ts";
import { maxLicenceLength, maxSourceDescriptionLength, maxSourceNameLength } from "../rules.ts";
import type { AddressPreview } from "./preview-address.ts";

/** The policy that the form of a new feed begins with: the details of the feed, or of its source if it exists. */
export function proposePolicy(
  { url, feed }: Extract<AddressPreview, { kind: "feed" }>,
  source: Awaited<ReturnType<typeof findSourceBySite>>,
): PolicyValues {
  const siteUrl = feed.siteUrl || new URL(url).origin;
  if (source) {
    const { name, url: site, description, attribution, licence } = source;
    return { ...presetPolicy, sourceName: name, sourceUrl: site, description, attribution, licence };
  }
  return {
    ...presetPolicy,
    sourceName: feed.title.slice(0, maxSourceNameLength) || new URL(url).hostname,
    sourceUrl: siteUrl,
    description: feed.description.slice(0, maxSourceDescriptionLength),
    licence: feed.rights.slice(0, maxLicenceLength),
  };
}
