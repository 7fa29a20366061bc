import { reasonTitle } from "#features/moderation/decisions/titles.ts";
import type { UndoPreview } from "#features/moderation/decisions/undo-preview.ts";
import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { insideQuotes, typeset } from "#lib/typography.ts";
import { decisionLabel, formatTimeAgo } from "../queue-text.ts";

/** The text of the confirmation before an earlier decision is undone. */
export interface UndoQuestion {
  decision: number;
  /** "Approuvé : Ada, sur « Un »". */
  what: string;
  /** Who made the decision, and when. */
  when: string;
  /** What the undo will do to comments, members and threads, and who will be mailed. */
  effects: string[];
}

/** Describes the effects of an undo: each count that is not 0, and always whether somebody is mailed. */
export function describeUndo(preview: UndoPreview, settings: Settings, now = new Date()): UndoQuestion {
  const t = translator();
  const { action, reason, name, article, parts, createdAt, decision } = preview;
  const zone = settings["site.zone"];
  const moment = formatDate(createdAt, { locale: siteLocale(), zone, style: "long" });
  const about = {
    did: decisionLabel(action),
    rule: reason ? reasonTitle(reason, listCommunityRules(settings)) : "none",
    name: name || "none",
    article: article === null ? "none" : insideQuotes(article),
  };
  const counted = (["shown", "hidden", "waiting", "unchanged"] as const)
    .filter((kind) => preview.comments[kind] > 0)
    // A decision that changes no status, such as featuring, describes its own effect.
    .filter((kind) => kind !== "unchanged" || parts > 0 || preview.state.featuredAt === undefined)
    .map((kind) => t.typeset(`moderation.queue.undoConfirmation.${kind}`, { count: preview.comments[kind] }));
  const closing = (["appeals", "notices"] as const)
    .filter((kind) => preview[kind] > 0)
    .map((kind) => t.typeset(`moderation.queue.undoConfirmation.${kind}`, { count: preview[kind] }));
  return {
    decision,
    what: t.typeset("moderation.queue.undoConfirmation.of", {
      ...about,
      parts: preview.subject === "comment" ? parts : 0,
    }),
    when: t.typeset("moderation.queue.undoConfirmation.when", { moment, ago: formatTimeAgo(createdAt, { now, zone }) }),
    effects: [
      ...stateEffects(preview),
      ...counted,
      ...closing,
      t("moderation.queue.undoConfirmation.mailed", { count: preview.mailed }),
    ].map((text) => typeset(text)),
  };
}

function stateEffects({ subject, action, state, parts }: UndoPreview): string[] {
  const t = translator();
  if (subject === "article" && state.policy) return [t(`moderation.queue.undoConfirmation.policy.${state.policy}`)];
  if (subject === "article" && state.slowModeMinutes !== undefined)
    return [t.typeset("moderation.queue.undoConfirmation.slowMode", { count: state.slowModeMinutes })];
  if (subject === "vote") return [t("moderation.queue.undoConfirmation.votes", { count: parts + 1 })];
  if (state.featuredAt !== undefined)
    return [t.typeset(`moderation.queue.undoConfirmation.${state.featuredAt === null ? "unfeatured" : "featured"}`)];
  if (subject !== "member") return [];
  switch (action) {
    case "ban":
      return [t(`moderation.queue.undoConfirmation.member.${state.bannedAt ? "stays" : "ban"}`)];
    case "suspend":
      return [t(`moderation.queue.undoConfirmation.member.${state.suspensionEndsAt ? "stays" : "suspend"}`)];
    case "warn":
    case "premoderate":
    case "lift":
    case "note":
    case "message":
      return [t(`moderation.queue.undoConfirmation.member.${action}`)];
    default:
      return [];
  }
}
