import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { pageVersion } from "./mutations.ts";
import { findPage, listPages, listPublishedPages } from "./queries.ts";
import { getPageState, pagesPerListPage } from "./rules.ts";

/** Loads a page of the list of pages as stored now, and the cursor of the next one; `after` is a page's id. */
export async function loadPages(after: string | undefined) {
  const last = after !== undefined && idPattern.test(after) ? await findPage(database(), Number(after)) : undefined;
  const rows = await listPages(database(), last);
  const pages = rows.slice(0, pagesPerListPage).map((page) => ({ ...page, state: getPageState(page) }));
  return { pages, next: rows.length > pages.length ? pages.at(-1)?.id : undefined };
}

const idPattern = /^[1-9]\d{0,14}$/;

export type ListedPage = Awaited<ReturnType<typeof loadPages>>["pages"][number];

/** Loads the titles of all published pages, for lists in which an administrator names one. */
export function loadPublishedPages() {
  return listPublishedPages(database());
}

/** Loads the page that an address names; 404 for anything else. `new`: a page that does not exist yet. */
export async function loadPage(idText: string) {
  if (idText === "new") return undefined;
  const page = idPattern.test(idText) ? await findPage(database(), Number(idText)) : undefined;
  if (!page) notFound();
  return { ...page, state: getPageState(page), version: pageVersion(page) };
}
