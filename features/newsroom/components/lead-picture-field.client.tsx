"use client";

import { useEffect, useState } from "react";
import { LibraryDialog } from "#features/media/components/library-dialog.client.tsx";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { mediaSrc } from "#lib/media-path.ts";
import type { SectionProps } from "./form/section-props.ts";

export interface PictureChoice {
  id: string;
  revision: number;
  alt: string;
  name?: string;
}

export interface LeadPictureProps extends SectionProps {
  lead: PictureChoice | null;
  /** The newest pictures of the library, or the search results. */
  pictures: PictureChoice[];
}

/**
 * The lead picture: one of the newest, or any other of the library, which also accepts uploads. Radio buttons with a
 * search beside them, so that no script is needed; with scripts the library's dialog replaces the search.
 */
export function LeadPictureField({ lead, pictures, search, session, typed }: LeadPictureProps) {
  const t = useTranslator();
  const [added, setAdded] = useState<PictureChoice[]>([]);
  const [chosen, setChosen] = useState(() => typed("leadMediaId", lead?.id ?? ""));
  const [open, setOpen] = useState(false);
  const all = [...added, ...(lead ? [lead] : []), ...pictures];
  const refusal = all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index);
  const current = refusal.find(({ id }) => id === chosen);

  useEffect(() => {
    const id = session.loaded?.fields.find(([name]) => name === "leadMediaId")?.[1];
    if (id === undefined) return;
    // A copy contains only the id of a picture that is not among those shown.
    if (id !== "") setAdded((before) => [...before, { id, revision: 0, alt: "", name: id }]);
    setChosen(id);
  }, [session.loaded]);

  return (
    <div className="field" id="pictures">
      <ul className="picture-choices" aria-label={t.typeset("newsroom.form.leadPicture")}>
        <li>
          <label>
            <input
              type="radio"
              name="leadMediaId"
              value=""
              checked={chosen === ""}
              onChange={() => setChosen("")}
              aria-label={t.typeset("newsroom.form.noPicture")}
            />
            <span>{t.typeset("newsroom.form.noPicture")}</span>
          </label>
        </li>
        {refusal.map(({ id, revision, alt, name }) => (
          <li key={id}>
            <label>
              <input
                type="radio"
                name="leadMediaId"
                value={id}
                checked={chosen === id}
                onChange={() => setChosen(id)}
                aria-label={alt || name || t.typeset("newsroom.form.picture")}
              />
              {/* biome-ignore lint/performance/noImgElement: a thumbnail made by the library. */}
              <img src={mediaSrc(id, 160, "webp", revision)} alt="" loading="lazy" />
            </label>
          </li>
        ))}
      </ul>
      {search.pictures && pictures.length === 0 && <p role="status">{t.typeset("newsroom.form.pictureNone")}</p>}
      {current && current.alt === "" && <p className="form-field-warning">{t.typeset("newsroom.form.noAlt")}</p>}
      <div className="form-search without-script">
        <label htmlFor="picture-words">{t.typeset("newsroom.form.pictureSearch")}</label>
        <input
          type="search"
          id="picture-words"
          name="pictureWords"
          maxLength={200}
          defaultValue={search.pictures}
          onInput={(event) => event.stopPropagation()}
        />
        <button type="submit" name="act" value="find" className="button">
          {t.typeset("newsroom.form.search")}
        </button>
      </div>
      <p className="publish-buttons">
        <button type="button" className="button with-script" onClick={() => setOpen(true)}>
          {t.typeset("newsroom.form.fromLibrary")}
        </button>
        <a href="/admin/media">{t.typeset("newsroom.form.library")}</a>
      </p>
      {open && (
        <LibraryDialog
          onClose={() => setOpen(false)}
          onChoose={({ id, revision, alt, originalName }) => {
            setAdded((before) => [{ id, revision, alt, name: originalName }, ...before]);
            setChosen(id);
            session.changed();
          }}
        />
      )}
    </div>
  );
}
