import { fill } from "#lib/fill.ts";
import type { Labels } from "./words.ts";

/** A decision on several comments, with its rule if it needs one. */
export interface BulkChoice {
  /** As the form sends it: `approve`, `reject:respect`. */
  value: string;
  action: "approve" | "reject" | "spam" | "remove" | "restore";
  reason: string;
  /** In the list of choices: "Rejeter : Respectez les personnes". */
  text: string;
}

type Words = Pick<Labels, "bulk" | "bulkActs" | "bulkDo" | "rules" | "spamRule" | "what">;

/** All choices, the most frequent first. Each action that needs a rule is listed once per rule. */
export function bulkChoices({ bulkActs, rules, spamRule, what }: Words): BulkChoice[] {
  const plain = (action: BulkChoice["action"], reason = ""): BulkChoice => ({
    ...{ action, reason, text: bulkActs[action], value: reason ? `${action}:${reason}` : action },
  });
  const byRule = (action: BulkChoice["action"]) =>
    rules.map(({ anchor, title }) => ({
      ...plain(action, anchor),
      text: fill(what, { did: bulkActs[action], rule: title }),
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
export function bulkDoText(
  { bulk, bulkDo, rules, spamRule, what }: Words,
  { action, reason }: BulkChoice,
  count: string,
): string {
  const items = count === "1" ? bulk.oneItem : fill(bulk.manyItems, { count });
  const did = fill(bulkDo[action], { what: items });
  const rule = action === "spam" && reason === spamRule ? undefined : rules.find(({ anchor }) => anchor === reason);
  return rule ? fill(what, { did, rule: rule.title }) : did;
}
