import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { pageVersion } from "./mutations.ts";
import { findPage, listPages } from "./queries.ts";
import { getPageState } from "./rules.ts";

/** The pages of the site's own as they are stored now. */
export async function loadPages() {
  return (await listPages(database())).map((page) => ({ ...page, state: getPageState(page) }));
}

export type ListedPage = Awaited<ReturnType<typeof loadPages>>[number];

/** One of them, as its address names it; 404 for anything else. `new`: none yet. */
export async function loadPage(idText: string) {
  if (idText === "new") return undefined;
  const page = /^[1-9]\d{0,14}$/.test(idText) ? await findPage(database(), Number(idText)) : undefined;
  if (!page) notFound();
  return { ...page, state: getPageState(page), version: pageVersion(page) };
}
