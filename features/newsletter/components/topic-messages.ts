import { termFieldLabels } from "#features/taxonomy-admin/components/labels.ts";
import type { Translator } from "#i18n/translator.ts";

/** The words of the topics' page; `{name}` stays for each topic's own. */
export function topicLabels(t: Translator) {
  const name = "{name}";
  return {
    fields: { ...termFieldLabels(t), slugHint: t("newsletter.topics.slugHint") },
    none: t("newsletter.topics.none"),
    ended: t("newsletter.topics.isEnded"),
    done: t("newsletter.topics.done"),
    saved: t("taxonomy.saved"),
    save: t("taxonomy.save"),
    change: t("newsletter.topics.change"),
    changeOf: t("newsletter.topics.changeOf", { name }),
    up: t("home.order.up"),
    upOf: t("home.order.upOf", { title: name }),
    down: t("home.order.down"),
    downOf: t("home.order.downOf", { title: name }),
    end: t("newsletter.topics.end"),
    endOf: t("newsletter.topics.endOf", { name }),
    keep: t("newsletter.topics.reopen"),
    keepOf: t("newsletter.topics.reopenOf", { name }),
    delete: t("taxonomy.delete"),
    deleteOf: t("newsletter.topics.deleteOf", { name }),
    create: t("newsletter.topics.create"),
    doCreate: t("newsletter.topics.submit"),
  };
}

export type TopicLabels = ReturnType<typeof topicLabels>;
