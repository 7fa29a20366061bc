import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import { versionOfPage } from "./mutations.ts";
import { findOwnPage, listOwnPages } from "./queries.ts";
import { stateOf } from "./rules.ts";

/** The pages of the site's own as they are stored now. */
export async function loadOwnPages() {
  return (await listOwnPages(database())).map((page) => ({ ...page, state: stateOf(page) }));
}

export type ListedPage = Awaited<ReturnType<typeof loadOwnPages>>[number];

/** One of them, as its address names it; 404 for anything else. `new`: none yet. */
export async function loadOwnPage(idText: string) {
  if (idText === "new") return undefined;
  const page = /^[1-9]\d{0,14}$/.test(idText) ? await findOwnPage(database(), Number(idText)) : undefined;
  if (!page) notFound();
  return { ...page, state: stateOf(page), version: versionOfPage(page) };
}
