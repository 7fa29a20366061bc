import fr from "#i18n/fr.json" with { type: "json" };
import { type Messages, translator } from "#i18n/translator.ts";
import { typeset } from "#lib/typography.ts";

/** The editor's messages for the browser; those with a {place} are completed there. */
export type EditorLabels = Record<keyof Messages["editor"], string>;

export function editorLabels(): EditorLabels {
  const t = translator();
  const keys = Object.keys(fr.editor) as (keyof typeof fr.editor)[];
  return Object.fromEntries(keys.map((key) => [key, typeset(t.raw(`editor.${key}`))])) as EditorLabels;
}
