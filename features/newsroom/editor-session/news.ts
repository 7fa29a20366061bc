import type { DraftState } from "../drafts/draft-state.ts";
import type { ArticleNews, SessionState } from "./state.ts";

type KnownState = Pick<SessionState, "version" | "plan" | "saveStatus" | "conflict">;

/**
 * Finds what the scheduler did to an article that this page continues with: null while the schedule is pending, or
 * without one.
 */
export function findScheduleNews(
  known: Pick<KnownState, "plan">,
  site: Pick<DraftState, "plan" | "status">,
): ArticleNews | null {
  if (known.plan !== "waits" || site.plan === "waits") return null;
  if (site.plan === "refused") return "failed";
  return site.status === "published" ? "appeared" : null;
}

/**
 * Finds what happened to the article besides this page's own saves. Another version is another text. A page without
 * unsaved changes reports it at once; a page with some learns of it at its next save, whose text the server keeps.
 */
export function findNews(known: KnownState, site: DraftState): ArticleNews | null {
  if (site.version === known.version) return findScheduleNews(known, site);
  return site.version > known.version && known.saveStatus === "kept" && known.conflict === null ? "changed" : null;
}
