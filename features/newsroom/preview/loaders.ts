import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import type { Viewer } from "#features/members/sign-in/sessions.ts";
import { absolute } from "#lib/address.ts";
import { findDesk } from "../desk/queries.ts";
import { loadDesk } from "../loaders.ts";
import { articleOf } from "./article.ts";
import { previewPath } from "./links.ts";
import { findPreview, listPreviews } from "./queries.ts";

/**
 * The working copy behind a shared link, and until when it serves; 404 for a link that was never made. (One that has ended never comes here:
 * the page server says so.)
 */
export async function loadShared(token: string) {
  const db = database();
  const link = await findPreview(db, token);
  const desk = link?.open ? await findDesk(db, link.articleId) : undefined;
  if (!link || !desk) notFound();
  return { article: await articleOf(db, desk), until: link.expiresAt };
}

/** The working copy for somebody of the newsroom: 404 where the article is not theirs to see. */
export async function loadPreview(viewer: Viewer, id: string) {
  const { desk } = await loadDesk(viewer, id);
  return articleOf(database(), desk);
}

/** What stands around a preview in the newsroom: the article, and the links that serve. */
export async function loadPreviewLinks(viewer: Viewer, id: string) {
  const { desk, mayEdit } = await loadDesk(viewer, id);
  const links = await listPreviews(database(), desk.id);
  return { desk, mayEdit, links: links.map((link) => ({ ...link, address: absolute(previewPath(link)) })) };
}
