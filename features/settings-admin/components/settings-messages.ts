import { pickerLabels } from "#features/media/components/labels.ts";
import { siteLocale, type Translator } from "#i18n/translator.ts";

/** The words of a group's form; what stands in braces is filled in for each setting. */
export function settingsFormLabels(t: Translator) {
  return {
    save: t("settings.admin.save"),
    saved: t("settings.admin.saved"),
    refused: t("settings.admin.refused"),
    reset: t("settings.admin.reset"),
    of: t("settings.admin.actionOn", { act: "{act}", name: "{name}" }),
    isReset: t("settings.admin.isReset"),
    changed: t("settings.admin.changed"),
    preset: t("settings.admin.preset", { preset: "{preset}" }),
    range: t("settings.admin.range", { least: "{least}", most: "{most}" }),
    entries: t("settings.admin.entryCount", { count: "{count}" }),
    preview: t("settings.admin.preview"),
    previewed: t("settings.admin.previewed"),
  };
}

function linksLabels(t: Translator) {
  const name = "{name}";
  return {
    name: t("settings.links.name"),
    address: t("settings.links.address"),
    ofRow: t("settings.links.ofRow", { field: "{field}", place: "{place}" }),
    up: t("home.order.up"),
    upOf: t("home.order.upOf", { title: name }),
    down: t("home.order.down"),
    downOf: t("home.order.downOf", { title: name }),
    remove: t("home.order.remove"),
    removeOf: t("settings.links.removeOf", { name }),
    unnamed: t("settings.links.unnamed"),
    unknown: t("settings.links.unknown"),
    gone: t("settings.links.missing"),
    none: t("settings.links.none"),
    add: t("settings.links.add"),
    added: t("settings.links.added", { place: "{place}" }),
    automatic: t("settings.links.automatic", { itself: "{itself}" }),
    moved: t("settings.links.moved", { name, place: "{place}", count: "{count}" }),
    removed: t("settings.links.removed", { name }),
    keys: t("settings.links.shortcuts"),
    "setting.entryAddress": t("settings.links.wrongAddress"),
    "setting.entryName": t("settings.links.wrongName"),
    "setting.entryLong": t("settings.links.wrongLong"),
  };
}

/** The words of the controls for colours, pictures and lists of links. */
export function controlLabels(t: Translator) {
  return {
    colour: {
      pick: t("settings.colour.pick"),
      ratio: t("settings.colour.ratio", { ratio: "{ratio}", least: "{least}" }),
      sample: t("settings.colour.sample"),
      none: t("settings.colour.invalid"),
      look: t("settings.colour.showContrast"),
      reset: t("settings.admin.reset"),
      of: t("settings.admin.actionOn", { act: "{act}", name: "{name}" }),
      locale: siteLocale(),
    },
    links: linksLabels(t),
    picture: {
      none: t("settings.picture.none"),
      choose: t("settings.picture.choose"),
      library: t("settings.picture.library"),
      untitled: t("settings.picture.untitled"),
      picker: pickerLabels(t),
    },
  };
}
