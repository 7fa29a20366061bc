/** Cache tags of categories, tags, authors, sources and stories. Lists of their articles also have `articles:lists`. */
export const taxonomyCacheTags = {
  category: (slug: string) => `taxonomy:category:${slug}`,
  tag: (slug: string) => `taxonomy:tag:${slug}`,
  author: (handle: string) => `taxonomy:author:${handle}`,
  source: (slug: string) => `taxonomy:source:${slug}`,
  /** Also the links between the parts, on the pages of its articles. */
  story: (slug: string) => `taxonomy:story:${slug}`,
  /** The navigation and every list of categories. */
  navigation: "taxonomy:navigation",
} as const;

/** Which term's page a tag of `taxonomyCacheTags` stands for; undefined for any other tag. */
export function parseTaxonomyTag(tag: string) {
  const [, kind, slug] = /^taxonomy:(category|tag|author|source|story):(.+)$/.exec(tag) ?? [];
  return kind && slug ? { kind: kind as "category" | "tag" | "author" | "source" | "story", slug } : undefined;
}
