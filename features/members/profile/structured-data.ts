import { interactionCounter } from "#features/settings/structured-data.ts";
import { isoWithZone } from "#lib/dates.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { Profile } from "./queries.ts";

/** Width of an avatar in structured data. */
const avatarWidth = 320;

/** Builds schema.org's ProfilePage for a member's public profile, with the figures that the page shows. */
export function memberProfileJsonLd(profile: Profile, counts: { comments: number; reactions: number }, zone: string) {
  const address = absoluteUrl(`/members/${profile.handle}`);
  return {
    "@type": "ProfilePage",
    "@id": address,
    url: address,
    dateCreated: isoWithZone(profile.joinedAt, zone),
    mainEntity: {
      "@type": "Person",
      "@id": `${address}#person`,
      name: profile.name,
      alternateName: profile.handle,
      identifier: profile.handle,
      url: address,
      ...(profile.biography.trim() === "" ? {} : { description: profile.biography.trim() }),
      ...(profile.expertise === "" ? {} : { knowsAbout: profile.expertise }),
      ...(profile.avatar ? { image: absoluteUrl(mediaSrc(profile.avatar, avatarWidth, "jpeg")) } : {}),
      ...(profile.authorHandle ? { sameAs: [absoluteUrl(`/authors/${profile.authorHandle}`)] } : {}),
      interactionStatistic: [interactionCounter("LikeAction", counts.reactions)],
      agentInteractionStatistic: [interactionCounter("CommentAction", counts.comments)],
    },
  };
}
