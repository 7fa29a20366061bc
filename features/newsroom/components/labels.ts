import { type EditorLabels, editorLabels } from "#features/editor/components/editor-labels.ts";
import fr from "#i18n/fr.json" with { type: "json" };
import { type Messages, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** The messages of the article form and of its editor for the browser; those with a {place} are completed there. */
export type Labels = EditorLabels & Record<keyof Messages["newsroom"]["form"] | "slugEmpty", string>;

export function articleFormLabels(): Labels {
  const t = translator();
  const keys = Object.keys(fr.newsroom.form) as (keyof typeof fr.newsroom.form)[];
  const words = Object.fromEntries(keys.map((key) => [key, typeset(t.raw(`newsroom.form.${key}`))]));
  return { ...editorLabels(), ...words, slugEmpty: t.typeset("errors.newsroom.slugEmpty") } as Labels;
}

export type ChecklistLabels = Record<
  "title" | "none" | "later" | "ask" | "anyway" | "askSchedule" | "anywaySchedule",
  string
>;

/** What the checklist says besides its findings. */
export function checklistLabels(): ChecklistLabels {
  const t = translator();
  return {
    title: t("newsroom.checklist.title"),
    none: t("newsroom.checklist.none"),
    later: t("newsroom.checklist.notSavedYet"),
    ask: t.typeset("newsroom.checklist.confirmPublish"),
    anyway: t("newsroom.checklist.forcePublish"),
    askSchedule: t.typeset("newsroom.checklist.confirmSchedule"),
    anywaySchedule: t("newsroom.checklist.forceSchedule"),
  };
}
