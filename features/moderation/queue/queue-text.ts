import { defaultReason } from "#features/decision-history/rules.ts";
import en from "#i18n/en.json" with { type: "json" };
import fr from "#i18n/fr.json" with { type: "json" };
import { siteLocale, type Translator, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { ruleTitle } from "../decisions/titles.ts";

type Queue = (typeof fr)["moderation"]["queue"];

/** The queue's own messages as they are written: of some only whether they are there, of others (`moderation.queue.${group}`) all. */
export const queueMessages = (): Queue => ({ fr, en })[siteLocale()].moderation.queue;

/** What is told of a decision: "Rejeté". */
export function decisionLabel(action: string): string {
  const did: Record<string, string> = queueMessages().decided;
  return typeset(did[action] ?? action);
}

/** The same with the rule that was broken: "Rejeté : Ni publicité ni bruit". */
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

/** A decision of the past with who took it and when: "Rejeté par Ada, hier : Ni publicité ni bruit". */
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

/** How long ago, roughly: what a queue is read by. */
export function formatTimeAgo(at: Date, now: Date, t: Translator = translator()): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return t("moderation.queue.timeAgo.now");
  if (minutes < 60) return t.typeset("moderation.queue.timeAgo.minutes", { count: minutes });
  if (minutes < 24 * 60) return t.typeset("moderation.queue.timeAgo.hours", { count: Math.floor(minutes / 60) });
  return t.typeset("moderation.queue.timeAgo.days", { count: Math.floor(minutes / (24 * 60)) });
}

/** Everything that the queue's own script says, in the site's language. */
export function queueLabels(rules: { anchor: string; title: string }[]) {
  const t = translator();
  /** A group of sentences; the few placeholders in them are filled in by the script. */
  const group = <
    G extends
      | ("order" | "status" | "actions" | "decided" | "reasons" | "banForm" | "unsent" | "shortcuts" | "thread")
      | ("bulk" | "bulkSubmit" | "bulkActions"),
  >(
    name: G,
  ) =>
    Object.fromEntries(Object.entries(queueMessages()[name]).map(([key, text]) => [key, typeset(text)])) as Record<
      keyof Queue[G],
      string
    >;
  return {
    locale: siteLocale(),
    list: t("moderation.queue.list"),
    order: group("order"),
    status: group("status"),
    own: t.typeset("moderation.queue.own"),
    deleted: t.typeset("moderation.queue.deleted"),
    featured: t("moderation.queue.featured"),
    on: t("moderation.queue.on"),
    onlyArticle: t.typeset("moderation.queue.onlyArticle"),
    onlyMember: t("moderation.queue.onlyMember"),
    historyTitle: t("moderation.queue.historyTitle"),
    undone: t("moderation.queue.undone"),
    next: t("moderation.queue.next"),
    further: t("moderation.queue.scanFurther"),
    acts: group("actions"),
    did: group("decided"),
    toast: { told: t.typeset("moderation.queue.toast.authorNotified"), undone: typeset(queueMessages().toast.undone) },
    reasons: group("reasons"),
    ban: group("banForm"),
    days: [1, 3, 7, 14, 30, 90, 365].map((count) => ({ count, text: t("moderation.queue.banForm.day", { count }) })),
    bulk: group("bulk"),
    bulkDo: group("bulkSubmit"),
    bulkActs: group("bulkActions"),
    ask: Object.fromEntries(
      (["title", "keep", "go", "loading", "unsent"] as const).map((key) => [
        key,
        t.typeset(`moderation.queue.undoConfirmation.${key}`),
      ]),
    ) as Record<"title" | "keep" | "go" | "loading" | "unsent", string>,
    unseen: t.typeset("moderation.queue.offScreen"),
    recent: { title: t.typeset("moderation.queue.recent.title"), none: t.typeset("moderation.queue.recent.none") },
    lost: group("unsent"),
    help: group("shortcuts"),
    thread: group("thread"),
    what: typeset(queueMessages().decisionWithReason),
    about: typeset(queueMessages().decisionAbout),
    aboutRule: typeset(queueMessages().decisionAboutWithReason),
    /** The rule that spam breaks if no other is named. */
    spamRule: defaultReason("spam", rules),
    rules: rules.map(({ anchor, title }) => ({ anchor, title: typeset(title) })),
  };
}

export type QueueLabels = ReturnType<typeof queueLabels>;

/** Who else looks at a comment; null where nobody does. */
export function viewedByText(names: string[]): string | null {
  return names.length > 0
    ? translator()("moderation.queue.viewedBy", { count: names.length, names: names.join(", ") })
    : null;
}
