import type { Settings } from "#features/settings/schema.ts";
import { listCommunityRules } from "#features/texts/presets/read-text.ts";
import { translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";
import { memberActionOrder, type OfferedAction } from "./summary.ts";

/** Durations of a suspension, in days. */
const suspensionDays = [1, 3, 7, 30, 90];

const forEachAction = (say: (action: OfferedAction) => string) =>
  Object.fromEntries(memberActionOrder.map((action) => [action, say(action)])) as Record<OfferedAction, string>;

/** The words of the actions, and the rules that they may cite. */
export function memberActionLabels(settings: Settings) {
  const t = translator();
  return {
    heading: t("moderation.person.act.heading"),
    open: forEachAction((action) => t(`moderation.person.act.${action}`)),
    means: forEachAction((action) => typeset(t(`moderation.person.act.${action}Means`))),
    submit: forEachAction((action) => t("moderation.person.act.submit", { action })),
    reason: t("moderation.person.act.reason"),
    chooseReason: t("moderation.person.act.chooseReason"),
    noReason: t("moderation.person.act.noReason"),
    rules: listCommunityRules(settings).map(({ anchor, title }) => ({ anchor, title: typeset(title) })),
    note: t("moderation.person.act.noteLabel"),
    optional: t("moderation.person.act.optional"),
    message: t("moderation.person.act.messageLabel"),
    days: t("moderation.person.act.days"),
    durations: suspensionDays.map((count) => ({ count, label: t("moderation.person.act.dayCount", { count }) })),
    untilLocal: t("moderation.person.act.untilLocal"),
    untilHint: typeset(t("moderation.person.act.untilHint", { zone: settings["site.zone"] })),
    comments: t("moderation.person.act.comments"),
    keepComments: t("moderation.person.act.keepComments"),
    removeComments: t("moderation.person.act.removeComments"),
    spamComments: t("moderation.person.act.spamComments"),
    sending: t("moderation.person.act.sending"),
    done: t("moderation.person.act.done"),
    undo: t("moderation.person.act.undo"),
    undone: t("moderation.person.act.undone"),
  };
}

export type MemberActionLabels = ReturnType<typeof memberActionLabels>;

/** The words of what is known of a member. */
export function factLabels() {
  const t = translator();
  return {
    profile: t("moderation.person.profile"),
    notes: t("moderation.person.notes"),
    decisions: t("moderation.person.decisions"),
    noDecisions: t("moderation.person.noDecisions"),
    undone: t("moderation.person.undone"),
  };
}

export type FactLabels = ReturnType<typeof factLabels>;

/** All that `<MemberPane>` says by itself: `<MemberPane memberId={…} labels={paneLabels(await getSettings())} />`. */
export function memberPaneLabels(settings: Settings) {
  const t = translator();
  return {
    acts: memberActionLabels(settings),
    facts: factLabels(),
    all: t("moderation.person.all"),
    loading: t("moderation.person.loading"),
    failed: t("moderation.person.failed"),
    gone: t("moderation.person.gone"),
    noAccount: typeset(t("moderation.person.noAccount")),
    expired: t("moderation.person.expired"),
    forbidden: t("moderation.person.forbidden"),
    signIn: t("moderation.person.signIn"),
    retry: t("moderation.person.retry"),
    choose: t("moderation.person.choose"),
  };
}

export type MemberPaneLabels = ReturnType<typeof memberPaneLabels>;
