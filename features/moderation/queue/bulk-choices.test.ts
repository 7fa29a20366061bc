import { expect, test } from "vitest";
import { needsReason } from "#features/decision-history/rules.ts";
import { translator } from "#i18n/translator.ts";
import { bulkDecisionForm } from "../schema.ts";
import { bulkSubmitLabel, listBulkChoices } from "./bulk-choices.ts";

const rules = [
  { anchor: "respect", title: "Respectez les personnes" },
  { anchor: "spam", title: "Pas de spam" },
];
const t = translator();
const labels = { t, rules, spamRule: "spam" };
/** A site whose own rules have none about spam. */
const own = { t, rules: [{ anchor: "respect", title: "Respect" }], spamRule: undefined };

test.each([
  ["the preset rules", labels],
  ["a site's own rules", own],
])("lists each action that needs a rule with one, for %s", (_, queueTexts) => {
  for (const { action, reason } of listBulkChoices(queueTexts))
    if (needsReason(action)) expect(reason, action).not.toBe("");
});

test.each(listBulkChoices(labels).map((choice) => [choice.value, choice] as const))(
  "writes the choice %s as the form reads it",
  (decision, choice) => {
    const { action, reason } = bulkDecisionForm.parse({ decision, items: "7:1" });
    expect({ action, reason: reason ?? "" }).toEqual({ action: choice.action, reason: choice.reason });
  },
);

test("refuses an empty choice", () => {
  expect(bulkDecisionForm.safeParse({ decision: "", items: "7:1" }).success).toBe(false);
});

const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");
test.each([
  ["approve", "1", "Approuver 1 commentaire"],
  ["spam:spam", "5", "Classer 5 commentaires comme spam"],
  ["remove:spam", "5", "Retirer 5 commentaires : Pas de spam"],
])("labels the button for %s on %s comments", (value, count, text) => {
  const choice = listBulkChoices(labels).find((known) => known.value === value);
  expect(choice && plain(bulkSubmitLabel(labels, choice, count))).toBe(text);
});
