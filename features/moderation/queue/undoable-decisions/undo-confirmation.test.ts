import { expect, test } from "vitest";
import type { UndoPreview } from "#features/moderation/decisions/undo-preview.ts";
import { presets } from "#features/settings/schema.ts";
import { describeUndo } from "./undo-confirmation.ts";

const now = new Date("2026-11-27T15:00:00Z");
const approval: UndoPreview = {
  decision: 7,
  subject: "comment",
  action: "approve",
  reason: null,
  name: "Ada",
  article: "Un été",
  parts: 0,
  createdAt: new Date("2026-11-27T14:50:00Z"),
  state: { status: "pending" },
  mailed: 0,
  appeals: 0,
  notices: 0,
  comments: { shown: 0, hidden: 1, waiting: 0, unchanged: 0 },
};
/** The text without the no-break spaces of French. */
const asked = (preview: Partial<UndoPreview>) => {
  const { what, when, effects } = describeUndo({ ...approval, ...preview }, presets, now);
  return [what, when, ...effects].map((text) => text.replaceAll(/[\u00a0\u202f]/g, " "));
};

test("names the decision, its date, and each effect with its count", () => {
  expect(asked({})).toEqual([
    "Approuvé : Ada, sur « Un été »",
    "Votre décision du 27 novembre 2026 à 15 h 50 (il y a 10 min), prise avant l’ouverture de cette page.",
    "1 commentaire ne sera plus public.",
    "Aucun membre ne recevra de courriel.",
  ]);
  const spam = { action: "spam", reason: "spam", parts: 4, mailed: 2, appeals: 1, notices: 1 };
  expect(asked({ ...spam, comments: { shown: 3, hidden: 0, waiting: 1, unchanged: 1 } }).slice(2)).toEqual([
    "3 commentaires seront de nouveau publics.",
    "1 commentaire sera de nouveau en attente.",
    "1 commentaire restera tel quel.",
    "La contestation en cours sera close.",
    "Un signalement de contenu illicite changera d’état ; son auteur pourra en être averti par courriel.",
    "2 membres en seront avertis par courriel.",
  ]);
  expect(asked(spam)[0]).toBe("Classé comme spam (Pas de spam) : Ada et 4 autres, sur « Un été »");
});

const none = { shown: 0, hidden: 0, waiting: 0, unchanged: 0 };
test.each<[string, Partial<UndoPreview>, string]>([
  ["a thread", { subject: "article", state: { policy: "open" } }, "La discussion sera de nouveau ouverte."],
  [
    "a slow mode",
    { subject: "article", action: "slow", state: { slowModeMinutes: 0 } },
    "Le mode ralenti sera arrêté.",
  ],
  ["a ban", { subject: "member", action: "ban", state: { bannedAt: null } }, "L’exclusion sera levée."],
  [
    "a second ban",
    { subject: "member", action: "ban", state: { bannedAt: "2026-11-01T00:00:00Z" } },
    "La décision précédente s’appliquera de nouveau.",
  ],
  [
    "a lift",
    { subject: "member", action: "lift", state: { bannedAt: "2026-11-01T00:00:00Z" } },
    "Les sanctions levées s’appliqueront de nouveau.",
  ],
  [
    "a vote",
    { subject: "vote", action: "discard", state: { vote: "held" } },
    "L’avis concerné retrouvera son état précédent.",
  ],
  [
    "a featured comment",
    { action: "feature", state: { featuredAt: null } },
    "Le commentaire ne sera plus mis en avant.",
  ],
])("describes the state after the undo of %s", (_, preview, effect) => {
  expect(asked({ ...preview, comments: none })).toContain(effect);
});

test("says that the comment stays as it is for an approval without effect", () => {
  expect(asked({ state: { status: "visible" }, comments: { ...none, unchanged: 1 } })).toContain(
    "1 commentaire restera tel quel.",
  );
});
