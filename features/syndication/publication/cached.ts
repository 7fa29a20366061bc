import { articleCacheTags } from "#db/cache-tags/articles.ts";
import { syndicationCacheTags } from "#db/cache-tags/syndication.ts";
import { taxonomyCacheTags } from "#db/cache-tags/taxonomy.ts";
import { database } from "#db/client.ts";
import { cached } from "#lib/cache/cached.ts";
import { listOtherCoverage, type OtherCoverage } from "./coverage.ts";
import { readSourceProfile, type SourceProfile } from "./source-profile.ts";

/** Lists the other sources that have the text of an article. */
export function getOtherCoverage(articleId: number): Promise<OtherCoverage[]> {
  const tagsOf = (coverage: OtherCoverage[]) => [
    syndicationCacheTags.coverage(articleId),
    ...coverage.map(({ slug }) => taxonomyCacheTags.source(slug)),
  ];
  return cached(["otherCoverage", articleId], tagsOf, () => listOtherCoverage(database(), articleId), { keep: true });
}

/** Reads what the page of a source says about it besides its name. */
export function getSourceProfile(source: { id: number; slug: string }): Promise<SourceProfile> {
  const tags = [taxonomyCacheTags.source(source.slug), articleCacheTags.lists];
  return cached(["sourceProfile", source.id], tags, () => readSourceProfile(database(), source.id), { keep: true });
}
