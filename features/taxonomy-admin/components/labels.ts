import type { Translator } from "#i18n/translator.ts";

/** The words of the fields that a new category and an old one have. */
export function termFieldLabels(t: Translator) {
  return {
    name: t("taxonomy.name"),
    slug: t("taxonomy.slug"),
    slugHint: t("taxonomy.slugHint"),
    slugEmpty: t("errors.newsroom.slugEmpty"),
    description: t("taxonomy.description"),
  };
}

export function createCategoryLabels(t: Translator) {
  return { ...termFieldLabels(t), legend: t("taxonomy.create"), create: t("taxonomy.doCreate") };
}

export function termPageLabels(t: Translator) {
  return {
    ...termFieldLabels(t),
    rename: t("taxonomy.rename"),
    renameHint: t("taxonomy.renameHint"),
    save: t("taxonomy.save"),
    saved: t("taxonomy.saved"),
    merge: t("taxonomy.merge"),
    mergeHint: t("taxonomy.mergeHint"),
    into: t("taxonomy.into"),
    intoHint: t("taxonomy.intoHint"),
    sure: t("taxonomy.confirm"),
    doMerge: t("taxonomy.doMerge"),
    delete: t("taxonomy.delete"),
    deleteHint: t("taxonomy.deleteHint"),
    doDelete: t("taxonomy.doDelete"),
  };
}
