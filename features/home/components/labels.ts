import type { Translator } from "#i18n/translator.ts";
import type { HomeLabels } from "./pin-controls.client.tsx";

/** The words of the order's page; `{title}` stays for the story's own. */
export function homeLabels(t: Translator): HomeLabels {
  const title = "{title}";
  return {
    chosen: t("home.order.chosen"),
    none: t("home.order.none"),
    next: t("home.order.automatic"),
    found: t("home.order.found"),
    noneFound: t("home.order.noneFound"),
    lead: t("home.order.leadArticle"),
    done: t("home.order.done"),
    up: t("home.order.up"),
    upOf: t("home.order.upOf", { title }),
    down: t("home.order.down"),
    downOf: t("home.order.downOf", { title }),
    remove: t("home.order.remove"),
    removeOf: t("home.order.removeOf", { title }),
    first: t("home.order.first"),
    firstOf: t("home.order.firstOf", { title }),
    pin: t("home.order.pin"),
    pinOf: t("home.order.pinOf", { title }),
    until: t("home.order.until"),
    untilOf: t("home.order.untilOf", { title }),
    noEnd: t("home.order.noExpiry"),
    setUntil: t("home.order.setExpiry"),
  };
}
