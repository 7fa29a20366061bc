export const mostPages = 100;
export const longestTitle = 100;
/** As the pages that every site has. */
export const longestBody = 100_000;

/** What a button of the form does with what is typed. */
export const pageActs = ["save", "publish", "withdraw", "preview"] as const;
export type PageAct = (typeof pageActs)[number];

export type PageState = "draft" | "published" | "withdrawn";

export function stateOf({
  publishedAt,
  withdrawnAt,
}: {
  publishedAt: Date | null;
  withdrawnAt: Date | null;
}): PageState {
  if (withdrawnAt) return "withdrawn";
  return publishedAt ? "published" : "draft";
}

export const ownPagePath = (slug: string) => `/pages/${slug}`;
export const ownPagesAdmin = "/admin/settings/pages";
