import type { Translator } from "#i18n/translator.ts";
import type { LibraryQuery } from "../library/queries.ts";

interface Props {
  wanted: LibraryQuery;
  uploaders: { id: number; name: string }[];
  t: Translator;
}

/** Filters the library by a GET form, so that the address contains the filter. */
export function LibraryFilter({ wanted, uploaders, t }: Props) {
  return (
    <form method="get" action="/admin/media" className="media-filter">
      <div className="field">
        <label htmlFor="media-words">{t("media.search")}</label>
        <input type="search" id="media-words" name="q" defaultValue={wanted.words} maxLength={200} />
      </div>
      <div className="field">
        <label htmlFor="media-only">{t("media.filter.show")}</label>
        <select id="media-only" name="only" defaultValue={wanted.only ?? ""}>
          <option value="">{t("media.filter.all")}</option>
          <option value="unused">{t("media.filter.unused")}</option>
          <option value="undescribed">{t("media.filter.undescribed")}</option>
        </select>
      </div>
      {uploaders.length > 0 && (
        <div className="field">
          <label htmlFor="media-by">{t("media.filter.by")}</label>
          <select
            id="media-by"
            name="by"
            defaultValue={wanted.uploaderId === undefined ? "" : String(wanted.uploaderId)}
          >
            <option value="">{t("media.filter.anybody")}</option>
            {uploaders.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
      <button type="submit" className="button">
        {t("media.filter.apply")}
      </button>
    </form>
  );
}
