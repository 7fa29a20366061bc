import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { pageVersion } from "./mutations.ts";
import { findPage, listPages } from "./queries.ts";
import { getPageState } from "./rules.ts";

/** Loads all pages as stored now. */
export async function loadPages() {
  return (await listPages(database())).map((page) => ({ ...page, state: getPageState(page) }));
}

export type ListedPage = Awaited<ReturnType<typeof loadPages>>[number];

/** Loads the page that an address names; 404 for anything else. `new`: a page that does not exist yet. */
export async function loadPage(idText: string) {
  if (idText === "new") return undefined;
  const page = /^[1-9]\d{0,14}$/.test(idText) ? await findPage(database(), Number(idText)) : undefined;
  if (!page) notFound();
  return { ...page, state: getPageState(page), version: pageVersion(page) };
}
