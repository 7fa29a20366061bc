import { translator } from "#i18n/translator.ts";
import { addFeedPath, importFeedsPath } from "../rules.ts";

/** What the page says before any feed is followed. */
export function EmptySources() {
  const t = translator();
  return (
    <div className="feeds-empty">
      <h2>{t("sources.empty.title")}</h2>
      <p>{t.typeset("sources.empty.text")}</p>
      <p>{t.typeset("sources.empty.safe")}</p>
      <p className="feeds-tools">
        <a className="button button-strong" href={addFeedPath}>
          {t("sources.addLink")}
        </a>
        <a className="button" href={importFeedsPath}>
          {t("sources.opmlLink")}
        </a>
      </p>
    </div>
  );
}
