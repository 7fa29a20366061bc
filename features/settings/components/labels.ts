import { pickerLabels } from "#features/media/components/labels.ts";
import { siteLocale, type Translator } from "#i18n/translator.ts";

/** The words of a group's form; what stands in braces is filled in for each setting. */
export function formLabels(t: Translator) {
  return {
    save: t("settings.admin.save"),
    saved: t("settings.admin.saved"),
    refused: t("settings.admin.refused"),
    reset: t("settings.admin.reset"),
    of: t("settings.admin.of", { act: "{act}", name: "{name}" }),
    isReset: t("settings.admin.isReset"),
    changed: t("settings.admin.changed"),
    preset: t("settings.admin.preset", { preset: "{preset}" }),
    range: t("settings.admin.range", { least: "{least}", most: "{most}" }),
    entries: t("settings.admin.holds", { count: "{count}" }),
    preview: t("settings.admin.preview"),
    previewed: t("settings.admin.previewed"),
  };
}

/** The words of the controls for colours and pictures. */
export function controlLabels(t: Translator) {
  return {
    colour: {
      pick: t("settings.colour.pick"),
      ratio: t("settings.colour.ratio", { ratio: "{ratio}", least: "{least}" }),
      sample: t("settings.colour.sample"),
      locale: siteLocale(),
    },
    picture: {
      none: t("settings.picture.none"),
      choose: t("settings.picture.choose"),
      library: t("settings.picture.library"),
      untitled: t("settings.picture.untitled"),
      picker: pickerLabels(t),
    },
  };
}
