import { rankAddress } from "#features/syndication/polling/address-owner.ts";
import { toAddressKey } from "#lib/feed/address-key.ts";
import { type PolicyValues, presetPolicy } from "../policy-values.ts";
import type { findSourceBySite } from "../queries.ts";
import { maxLicenceLength, maxSourceDescriptionLength, maxSourceNameLength } from "../rules.ts";
import type { AddressPreview } from "./preview-address.ts";

/** The source of the site that a feed says it is of, and whether another one has its title as its name. */
interface KnownSource {
  source: Awaited<ReturnType<typeof findSourceBySite>>;
  isNameTaken: boolean;
}

/**
 * The policy that the form of a new feed begins with: the details of the feed, or of its source if it exists. A feed may say that it is of
 * any site and call itself as another source: only the source of the site that it comes from is proposed.
 */
export function proposePolicy(
  { url, feed }: Extract<AddressPreview, { kind: "feed" }>,
  { source, isNameTaken }: KnownSource,
): PolicyValues {
  const siteUrl = feed.siteUrl || new URL(url).origin;
  if (source && rankAddress(toAddressKey(url), "", source.url) > 0) {
    const { name, url: site, description, attribution, licence } = source;
    return { ...presetPolicy, sourceName: name, sourceUrl: site, description, attribution, licence };
  }
  const { hostname } = new URL(url);
  const title = isNameTaken ? `${feed.title.slice(0, maxSourceNameLength / 2)} (${hostname})` : feed.title;
  return {
    ...presetPolicy,
    sourceName: title.slice(0, maxSourceNameLength) || hostname,
    sourceUrl: siteUrl,
    description: feed.description.slice(0, maxSourceDescriptionLength),
    licence: feed.rights.slice(0, maxLicenceLength),
  };
}

/**
 * The host of the site that a feed names as its own, if it comes from another one. Some feeds are on the host of a service, such as
 * FeedBurner; others pass for a site that is not theirs.
 */
export function findClaimedHost(feedUrl: string, sourceUrl: string): string | undefined {
  if (!URL.canParse(sourceUrl) || rankAddress(toAddressKey(sourceUrl), toAddressKey(feedUrl), "") > 0) return undefined;
  return new URL(sourceUrl).host;
}
