import type { DraftState } from "../drafts/draft-state.ts";
import type { ArticleNews, SessionState } from "./state.ts";

type KnownState = Pick<SessionState, "version" | "plan" | "where" | "conflict">;

/** What the clock did to an article that this page went on with: null while the plan waits, or where there was none. */
export function findScheduleNews(
  known: Pick<KnownState, "plan">,
  site: Pick<DraftState, "plan" | "status">,
): ArticleNews | null {
  if (known.plan !== "waits" || site.plan === "waits") return null;
  if (site.plan === "refused") return "failed";
  return site.status === "published" ? "appeared" : null;
}

/**
 * What a page hears of its article besides its own saves. Another version is another text: a page with nothing of its own is told at once,
 * one where something was typed by its next save, which keeps that.
 */
export function findNews(known: KnownState, site: DraftState): ArticleNews | null {
  if (site.version === known.version) return findScheduleNews(known, site);
  return site.version > known.version && known.where === "kept" && known.conflict === null ? "changed" : null;
}
