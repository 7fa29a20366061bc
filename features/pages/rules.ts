export const maxPages = 100;
export const maxTitleLength = 100;
/** As the pages that every site has. */
export const maxBodyLength = 100_000;

/** What a button of the form does with what is typed. */
export const pageActs = ["save", "publish", "withdraw", "preview"] as const;
export type PageAct = (typeof pageActs)[number];

export type PageState = "draft" | "published" | "withdrawn";

export function getPageState({
  publishedAt,
  withdrawnAt,
}: {
  publishedAt: Date | null;
  withdrawnAt: Date | null;
}): PageState {
  if (withdrawnAt) return "withdrawn";
  return publishedAt ? "published" : "draft";
}

export const pageAddress = (slug: string) => `/pages/${slug}`;
export const pagesAdminPath = "/admin/settings/pages";
