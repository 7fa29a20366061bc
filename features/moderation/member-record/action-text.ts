import { listCommunityRules } from "#features/pages/built-in/built-in-pages.ts";
import type { Settings } from "#features/settings/schema.ts";
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
    heading: t("moderation.memberRecord.actions.heading"),
    open: forEachAction((action) => t(`moderation.memberRecord.actions.${action}`)),
    means: forEachAction((action) => t.typeset(`moderation.memberRecord.actions.${action}Means`)),
    submit: forEachAction((action) => t("moderation.memberRecord.actions.submit", { action })),
    reason: t("moderation.memberRecord.actions.reason"),
    chooseReason: t("moderation.memberRecord.actions.chooseReason"),
    noReason: t("moderation.memberRecord.actions.noReason"),
    rules: listCommunityRules(settings).map(({ anchor, title }) => ({ anchor, title: typeset(title) })),
    note: t("moderation.memberRecord.actions.noteLabel"),
    optional: t("moderation.memberRecord.actions.optional"),
    message: t("moderation.memberRecord.actions.messageLabel"),
    days: t("moderation.memberRecord.actions.days"),
    durations: suspensionDays.map((count) => ({
      count,
      label: t("moderation.memberRecord.actions.dayCount", { count }),
    })),
    untilLocal: t("moderation.memberRecord.actions.untilLocal"),
    untilHint: t.typeset("moderation.memberRecord.actions.untilHint", { zone: settings["site.zone"] }),
    comments: t("moderation.memberRecord.actions.comments"),
    keepComments: t("moderation.memberRecord.actions.keepComments"),
    removeComments: t("moderation.memberRecord.actions.removeComments"),
    spamComments: t("moderation.memberRecord.actions.spamComments"),
    sending: t("moderation.memberRecord.actions.sending"),
    done: t("moderation.memberRecord.actions.done"),
    undo: t("moderation.memberRecord.actions.undo"),
    undone: t("moderation.memberRecord.actions.undone"),
  };
}

export type MemberActionLabels = ReturnType<typeof memberActionLabels>;

/** The words of what is known of a member. */
export function factLabels() {
  const t = translator();
  return {
    profile: t("moderation.memberRecord.profile"),
    notes: t("moderation.memberRecord.notes"),
    decisions: t("moderation.memberRecord.decisions"),
    noDecisions: t("moderation.memberRecord.noDecisions"),
    undone: t("moderation.memberRecord.undone"),
  };
}

export type FactLabels = ReturnType<typeof factLabels>;

/** All that `<MemberPane>` says by itself: `<MemberPane memberId={…} labels={paneLabels(await getSettings())} />`. */
export function memberPaneLabels(settings: Settings) {
  const t = translator();
  return {
    acts: memberActionLabels(settings),
    facts: factLabels(),
    all: t("moderation.memberRecord.openRecord"),
    loading: t("moderation.memberRecord.loading"),
    failed: t("moderation.memberRecord.failed"),
    gone: t("moderation.memberRecord.gone"),
    noAccount: t.typeset("moderation.memberRecord.noAccount"),
    expired: t("moderation.memberRecord.expired"),
    forbidden: t("moderation.memberRecord.forbidden"),
    signIn: t("moderation.memberRecord.signIn"),
    retry: t("moderation.memberRecord.retry"),
    choose: t("moderation.memberRecord.choose"),
  };
}

export type MemberPaneLabels = ReturnType<typeof memberPaneLabels>;
