import type { Executor } from "#db/client.ts";
import { playersIn } from "#features/articles/body/embeds.ts";
import { findDesk } from "#features/newsroom/desk/queries.ts";
import { findPreview } from "#features/newsroom/preview/queries.ts";

/** What the answer at a preview's address is allowed: no other page may stand in a frame, or hold one of this site's. */
export interface PreviewRules {
  /** A shared link that has expired or was revoked. */
  closed?: true;
  /** What its frames may show: the preview itself, or the players of the article's embeds. */
  frames?: string[];
  /** This site may show it in a frame. */
  framed?: true;
}

const shared = /^\/preview\/([^/]{1,80})$/;
const newsroom = /^\/admin\/articles\/([1-9]\d{0,14})\/preview(\/view)?$/;

/** For a path: undefined unless it is a preview's. Says nothing of who asks: that is the page's own gate. */
export async function previewRules(db: Executor, path: string): Promise<PreviewRules | undefined> {
  const token = shared.exec(path)?.[1];
  if (token !== undefined) {
    const link = await findPreview(db, token);
    return link && !link.open ? { closed: true } : { frames: link ? await playersOf(db, link.articleId) : [] };
  }
  const [, id, view] = newsroom.exec(path) ?? [];
  if (id === undefined) return undefined;
  return view ? { frames: await playersOf(db, Number(id)), framed: true } : { frames: ["'self'"] };
}

/** The page goes out while it is made: what its policy must admit is asked of the working copy before. */
async function playersOf(db: Executor, articleId: number): Promise<string[]> {
  return playersIn((await findDesk(db, articleId))?.content.bodyHtml ?? "");
}
