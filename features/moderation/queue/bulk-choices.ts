import { interpolate } from "#lib/interpolate.ts";
import type { QueueLabels } from "./queue-text.ts";

/** A decision on several comments, with its rule if it needs one. */
export interface BulkChoice {
  /** As the form sends it: `approve`, `reject:respect`. */
  value: string;
  action: "approve" | "reject" | "spam" | "remove" | "restore";
  reason: string;
  /** In the list of choices: "Rejeter : Respectez les personnes". */
  text: string;
}

type ChoiceLabels = Pick<QueueLabels, "bulk" | "bulkActs" | "bulkDo" | "rules" | "spamRule" | "what">;

/** All choices, the most frequent first. Each action that needs a rule is listed once per rule. */
export function listBulkChoices({ bulkActs, rules, spamRule, what }: ChoiceLabels): BulkChoice[] {
  const plain = (action: BulkChoice["action"], reason = ""): BulkChoice => ({
    action,
    reason,
    text: bulkActs[action],
    value: reason ? `${action}:${reason}` : action,
  });
  const byRule = (action: BulkChoice["action"]) =>
    rules.map(({ anchor, title }) => ({
      ...plain(action, anchor),
      text: interpolate(what, { did: bulkActs[action], rule: title }),
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
  { bulk, bulkDo, rules, spamRule, what }: ChoiceLabels,
  { action, reason }: BulkChoice,
  count: string,
): string {
  const items = count === "1" ? bulk.oneItem : interpolate(bulk.manyItems, { count });
  const did = interpolate(bulkDo[action], { what: items });
  const rule = action === "spam" && reason === spamRule ? undefined : rules.find(({ anchor }) => anchor === reason);
  return rule ? interpolate(what, { did, rule: rule.title }) : did;
}
