import type { Translator } from "#i18n/create-translator.ts";

/** A decision on several comments, with its rule if it needs one. */
export interface BulkChoice {
  /** The value of the form field: `approve`, `reject:respect`. */
  value: string;
  action: "approve" | "reject" | "spam" | "remove" | "restore";
  reason: string;
  /** The label in the list of choices: "Refuser : Respectez les personnes". */
  text: string;
}

interface ChoiceOptions {
  t: Translator;
  rules: { anchor: string; title: string }[];
  /** The rule that spam breaks if no other is chosen. */
  spamRule: string | undefined;
}

/** All choices, most frequent first. An action that needs a rule is listed once per rule. */
export function listBulkChoices({ t, rules, spamRule }: ChoiceOptions): BulkChoice[] {
  const plain = (action: BulkChoice["action"], reason = ""): BulkChoice => ({
    action,
    reason,
    text: t.typeset(`moderation.queue.bulkActions.${action}`),
    value: reason ? `${action}:${reason}` : action,
  });
  const byRule = (action: BulkChoice["action"]) =>
    rules.map(({ anchor, title }) => ({
      ...plain(action, anchor),
      text: t.typeset("moderation.queue.decisionWithReason", {
        did: t.typeset(`moderation.queue.bulkActions.${action}`),
        rule: title,
      }),
    }));
  return [
    plain("approve"),
    ...(spamRule ? [plain("spam", spamRule)] : byRule("spam")),
    ...byRule("reject"),
    ...byRule("remove"),
    plain("restore"),
  ];
}

/** The label of the button: "Retirer 5 commentaires : Respectez les personnes". */
export function bulkSubmitLabel(
  { t, rules, spamRule }: ChoiceOptions,
  { action, reason }: BulkChoice,
  count: string,
): string {
  const items =
    count === "1" ? t.typeset("moderation.queue.bulk.oneItem") : t("moderation.queue.bulk.manyItems", { count });
  const did = t(`moderation.queue.bulkSubmit.${action}`, { what: items });
  const rule = action === "spam" && reason === spamRule ? undefined : rules.find(({ anchor }) => anchor === reason);
  return rule ? t.typeset("moderation.queue.decisionWithReason", { did, rule: rule.title }) : did;
}
