import { interactionCounter } from "#features/settings/structured-data.ts";
import { fediverseProfile } from "#lib/fediverse-handle.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import type { AuthorPortrait } from "./queries.ts";
import { portraitSrc } from "./rules.ts";

/** Builds schema.org's ProfilePage for an author, with the number of their published articles. */
export function authorProfileJsonLd(
  author: { slug: string; name: string; description: string; fediverse?: string; portrait?: AuthorPortrait | null },
  counts: { articles: number },
) {
  const profile = fediverseProfile(author.fediverse ?? "");
  const address = absoluteUrl(`/authors/${author.slug}`);
  return {
    "@type": "ProfilePage",
    "@id": address,
    url: address,
    mainEntity: {
      "@type": "Person",
      "@id": `${address}#person`,
      name: author.name,
      alternateName: author.slug,
      identifier: author.slug,
      url: address,
      ...(author.description.trim() === "" ? {} : { description: author.description.trim() }),
      ...(author.portrait ? { image: absoluteUrl(portraitSrc(author.portrait)) } : {}),
      ...(profile ? { sameAs: [profile] } : {}),
      worksFor: { "@id": absoluteUrl("/#organization") },
      agentInteractionStatistic: [interactionCounter("WriteAction", counts.articles)],
    },
  };
}
