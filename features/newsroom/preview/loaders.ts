import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { findDraft } from "../drafts/queries.ts";
import { loadDraft } from "../loaders.ts";
import { toPreviewArticle } from "./draft-to-preview.ts";
import { findPreviewLink, listPreviewLinks } from "./queries.ts";
import { previewPath } from "./token.ts";

/**
 * The working copy behind a shared link, and until when it serves; 404 for a link that was never made. (One that has ended never comes here:
 * the page server says so.)
 */
export async function loadSharedPreview(token: string) {
  const db = database();
  const link = await findPreviewLink(db, token);
  const desk = link?.open ? await findDraft(db, link.articleId) : undefined;
  if (!link || !desk) notFound();
  return { article: await toPreviewArticle(db, desk), until: link.expiresAt };
}

/** The working copy for somebody of the newsroom: 404 where the article is not theirs to see. */
export async function loadPreview(viewer: Viewer, id: string) {
  const { desk } = await loadDraft(viewer, id);
  return toPreviewArticle(database(), desk);
}

/** What stands around a preview in the newsroom: the article, and the links that serve. */
export async function loadPreviewLinks(viewer: Viewer, id: string) {
  const { desk, mayEdit } = await loadDraft(viewer, id);
  const links = await listPreviewLinks(database(), desk.id);
  return { desk, mayEdit, links: links.map((link) => ({ ...link, address: absoluteUrl(previewPath(link)) })) };
}
