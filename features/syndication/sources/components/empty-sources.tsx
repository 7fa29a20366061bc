import { translator } from "#i18n/translator.ts";
import { addFeedPath, opmlPath } from "../rules.ts";

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
        <a className="button" href={opmlPath}>
          {t("sources.opmlLink")}
        </a>
      </p>
    </div>
  );
}
