import type { Translator } from "#i18n/translator.ts";

/** The words of the form of a page of the site's own. */
export function pageLabels(t: Translator) {
  return {
    title: t("pages.admin.title"),
    slug: t("taxonomy.slug"),
    slugHint: t("pages.admin.slugHint"),
    slugEmpty: t("errors.newsroom.slugEmpty"),
    body: t("pages.admin.body"),
    bodyHint: t("pages.admin.bodyHint"),
    save: t("pages.admin.save"),
    publish: t("pages.admin.publish"),
    publishAgain: t("pages.admin.publishAgain"),
    withdraw: t("pages.admin.withdraw"),
    preview: t("settings.admin.preview"),
    previewed: t("settings.admin.previewed"),
    delete: t("pages.admin.delete"),
    done: {
      save: t("pages.admin.done.saved"),
      publish: t("pages.admin.done.published"),
      withdraw: t("pages.admin.done.withdrawn"),
    },
  };
}

export type PageLabels = ReturnType<typeof pageLabels>;
