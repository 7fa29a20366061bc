import type { Translator } from "#i18n/translator.ts";
import { mediaSrc } from "#lib/media-path.ts";
import { typeset } from "#lib/typography.ts";
import type { LibraryPicture } from "../library/queries.ts";
import { focusStep } from "../rules.ts";

/** The library's pictures, each a link to its page. */
export function LibraryGrid({ pictures, t }: { pictures: LibraryPicture[]; t: Translator }) {
  return (
    <ul className="media-grid" aria-label={t("media.list")}>
      {pictures.map((picture) => (
        <li key={picture.id}>
          <a href={`/admin/media/${picture.id}`}>
            {/* biome-ignore lint/performance/noImgElement: one of our own variants, in the displayed size */}
            <img
              src={mediaSrc(picture.id, 320, "webp", picture.revision)}
              alt=""
              width={picture.width}
              height={picture.height}
              loading="lazy"
              data-fx={focusStep(picture.focusX)}
              data-fy={focusStep(picture.focusY)}
            />
            <span>{typeset(picture.alt || picture.caption || picture.originalName || t("media.untitled"))}</span>
            {picture.alt === "" && <small>{t("media.noAlt")}</small>}
          </a>
        </li>
      ))}
    </ul>
  );
}
