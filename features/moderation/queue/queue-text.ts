import en from "#i18n/en.json" with { type: "json" };
import fr from "#i18n/fr.json" with { type: "json" };
import { siteLocale, translator } from "#i18n/translator.ts";
import { formatDate } from "#lib/dates.ts";
import { typeset } from "#lib/typography.ts";
import { ruleTitle } from "../decisions/titles.ts";

type Queue = (typeof fr)["moderation"]["queue"];

/**
 * The raw messages of the queue, for lookups of optional keys and of whole groups (`moderation.queue.${group}`: the
 * house test on messages reads this prefix).
 */
export const queueMessages = (): Queue => ({ fr, en })[siteLocale()].moderation.queue;

/** The label of a decision: "Refusé". */
export function decisionLabel(action: string): string {
  const labels: Record<string, string> = queueMessages().decided;
  return typeset(labels[action] ?? action);
}

/** The label with the rule that was broken: "Refusé : Pas de spam". */
export function decisionLabelWithReason(
  action: string,
  reason: string | null,
  rules: { anchor: string; title: string }[],
): string {
  const title = reason && (rules.find(({ anchor }) => anchor === reason)?.title ?? reason);
  return title
    ? translator().typeset("moderation.queue.decisionWithReason", { did: decisionLabel(action), rule: title })
    : decisionLabel(action);
}

interface PastDecision {
  action: string;
  reason: string | null;
  rule: string | null;
  note: string;
  by: string | null;
  ago: string;
}

/** A past decision with its decider and age: "Refusé par Ada, hier : Pas de spam". */
export function decisionSentence(
  { action, reason, rule, note, by, ago }: PastDecision,
  rules: { anchor: string; title: string }[],
) {
  return translator().typeset("moderation.queue.history", {
    did: decisionLabel(action),
    by: rule === null ? (by === null ? "gone" : "member") : "rule",
    name: rule === null ? (by ?? "") : ruleTitle(rule),
    ago,
    reason: reason ? (rules.find(({ anchor }) => anchor === reason)?.title ?? reason) : "none",
    note: note || "none",
  });
}

/** From this age on the queue shows a date: nobody pictures "3,542 days ago". */
const maxAgeDays = 30;

/** A rough age in minutes, hours or days ("il y a 2 jours"); from `maxAgeDays` on the date ("le 18 mars 2017"). */
export function formatTimeAgo(at: Date, { now, zone }: { now: Date; zone: string }): string {
  const t = translator();
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return t("moderation.queue.timeAgo.now");
  if (minutes < 60) return t.typeset("moderation.queue.timeAgo.minutes", { count: minutes });
  if (minutes < 24 * 60) return t.typeset("moderation.queue.timeAgo.hours", { count: Math.floor(minutes / 60) });
  const days = Math.floor(minutes / (24 * 60));
  return days < maxAgeDays
    ? t.typeset("moderation.queue.timeAgo.days", { count: days })
    : t("moderation.queue.timeAgo.date", { date: formatDate(at, { locale: siteLocale(), zone, style: "short" }) });
}

/** How long something has waited, roughly: "attend depuis 3 h". */
export function formatWait(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  const t = translator();
  if (minutes < 60) return t.typeset("moderation.queue.waits.minutes", { count: minutes });
  if (minutes < 48 * 60) return t.typeset("moderation.queue.waits.hours", { count: Math.floor(minutes / 60) });
  return t.typeset("moderation.queue.waits.days", { count: Math.floor(minutes / (24 * 60)) });
}

/** Names the other moderators who look at a comment; null without any. */
export function viewedByText(names: string[]): string | null {
  return names.length > 0
    ? translator()("moderation.queue.viewedBy", { count: names.length, names: names.join(", ") })
    : null;
}
