import { notFound } from "next/navigation";
import { database } from "#db/client.ts";
import type { Viewer } from "#features/auth/viewer.ts";
import { absoluteUrl } from "#lib/site-address.ts";
import { findDraft } from "../drafts/queries.ts";
import { loadReadableDraft } from "../loaders.ts";
import { toPreviewArticle } from "./draft-to-preview.ts";
import { findPreviewLink, listPreviewLinks } from "./queries.ts";
import { previewPath } from "./token.ts";

/**
 * Loads the draft behind a preview link, and when the link expires; 404 for an unknown link. (The page server answers
 * requests for an expired or revoked link.)
 */
export async function loadSharedPreview(token: string) {
  const db = database();
  const link = await findPreviewLink(db, token);
  const draft = link?.open ? await findDraft(db, link.articleId) : undefined;
  if (!link || !draft) notFound();
  return { article: await toPreviewArticle(db, draft), until: link.expiresAt };
}

/** Loads the draft for a member of the newsroom: 404 if they may not see it. */
export async function loadPreview(viewer: Viewer, id: string) {
  const { draft } = await loadReadableDraft(viewer, id);
  return toPreviewArticle(database(), draft);
}

/** Loads what surrounds a preview in the newsroom: the article and its valid links. */
export async function loadPreviewLinks(viewer: Viewer, id: string) {
  const { draft, mayEdit } = await loadReadableDraft(viewer, id);
  const links = await listPreviewLinks(database(), draft.id);
  return { draft, mayEdit, links: links.map((link) => ({ ...link, address: absoluteUrl(previewPath(link)) })) };
}
