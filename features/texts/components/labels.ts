import type { Translator } from "#i18n/translator.ts";

/** The words of the form of a page of the site's own. */
export function pageLabels(t: Translator) {
  return {
    title: t("texts.own.titleField"),
    slug: t("taxonomy.slug"),
    slugHint: t("texts.own.slugHint"),
    slugEmpty: t("errors.newsroom.slugEmpty"),
    body: t("texts.own.body"),
    bodyHint: t("texts.own.bodyHint"),
    save: t("texts.own.save"),
    publish: t("texts.own.publish"),
    publishAgain: t("texts.own.publishAgain"),
    withdraw: t("texts.own.withdraw"),
    preview: t("settings.admin.preview"),
    previewed: t("settings.admin.previewed"),
    delete: t("texts.own.delete"),
    done: {
      save: t("texts.own.done.saved"),
      publish: t("texts.own.done.published"),
      withdraw: t("texts.own.done.withdrawn"),
    },
  };
}

export type PageLabels = ReturnType<typeof pageLabels>;
