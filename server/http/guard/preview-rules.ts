import type { Executor } from "#db/client.ts";
import { listPlayerOrigins } from "#features/articles/body/embeds.ts";
import { findDraft } from "#features/newsroom/drafts/queries.ts";
import { findPreviewLink } from "#features/newsroom/preview/queries.ts";

/** Framing rules for a preview's address: no other page may be framed by it, or may frame this site's. */
export interface PreviewRules {
  /** A shared link that has expired or was revoked. */
  closed?: true;
  /** Origins that its frames may show: the preview itself, or the players of the article's embeds. */
  frames?: string[];
  /** This site may show it in a frame. */
  framableBySelf?: true;
  /** A mail, with styles of its own and without scripts. */
  isMail?: true;
}

const sharedPreviewPath = /^\/preview\/([^/]{1,80})$/;
/** An issue, or a mail of the outbox. */
const mailPreviewPath = /^\/admin\/newsletter\/(?:[1-9]\d{0,14}\/preview|outbox\/[\dT-]{23}Z-[\da-f]{8})(\/view)?$/;
/** The editor of an issue: its preview button leads to the preview without loading a document, and so under the editor's policy. */
const issueEditorPath = /^\/admin\/newsletter\/[1-9]\d{0,14}$/;
const newsroomPreviewPath = /^\/admin\/articles\/([1-9]\d{0,14})\/preview(\/view)?$/;

/**
 * Finds the rules for a path; undefined if it is no preview. Access is not checked here: the page's own gate does that.
 */
export async function findPreviewRules(db: Executor, path: string): Promise<PreviewRules | undefined> {
  const token = sharedPreviewPath.exec(path)?.[1];
  if (token !== undefined) {
    const link = await findPreviewLink(db, token);
    return link && !link.open
      ? { closed: true }
      : { frames: link ? await listDraftPlayerOrigins(db, link.articleId) : [] };
  }
  const mail = mailPreviewPath.exec(path);
  if (mail) return mail[1] ? { isMail: true } : { frames: ["'self'"] };
  if (issueEditorPath.test(path)) return { frames: ["'self'"] };
  const [, id, view] = newsroomPreviewPath.exec(path) ?? [];
  if (id === undefined) return undefined;
  return view ? { frames: await listDraftPlayerOrigins(db, Number(id)), framableBySelf: true } : { frames: ["'self'"] };
}

/** The page is streamed while it renders, so its policy needs the draft's players before. */
async function listDraftPlayerOrigins(db: Executor, articleId: number): Promise<string[]> {
  return listPlayerOrigins((await findDraft(db, articleId))?.content.bodyHtml ?? "");
}
