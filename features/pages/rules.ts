export const maxPages = 100;
export const maxPageTitleLength = 100;
/** The same limit as for the built-in pages. */
export const maxPageBodyLength = 100_000;

/** The values of the form's buttons. */
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
