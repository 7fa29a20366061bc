/** A site that moved here may have a few thousand. */
export const maxPages = 5_000;
export const maxPageTitleLength = 200;
/** Characters of Markdown: a book of 60,000 words. It is parsed for each rendering of the page. */
export const maxPageBodyLength = 400_000;
export const maxSeoTitleLength = 150;
export const maxSeoDescriptionLength = 320;
/** Pages on one page of their list. */
export const pagesPerListPage = 100;

/** What a page takes from readers: no discussion, an open one, or a closed one whose comments stay. */
export const pageDiscussions = ["none", "open", "closed"] as const;
export type PageDiscussion = (typeof pageDiscussions)[number];

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

/** Lists the pictures that a page's Markdown names. */
export function listPagePictures(markdown: string): string[] {
  return [...new Set([...markdown.matchAll(/\/media\/([a-f0-9]{24})/g)].map((match) => match[1] ?? ""))];
}

export const pageAddress = (slug: string) => `/pages/${slug}`;
export const pagesAdminPath = "/admin/settings/pages";
