"use client";

import { useEffect, useState } from "react";
import { LibraryDialog } from "#features/media/components/library-dialog.client.tsx";
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
  /** The newest of the library, or those that were searched for. */
  pictures: PictureChoice[];
}

/**
 * The picture above the text: one of the newest, or any of the library, which also takes new ones. Radio buttons with a search beside
 * them, so that it needs no script; with scripts the library's dialog takes the place of the search.
 */
export function LeadPictureField({ lead, pictures, finds, labels, pickerLabels, live, typed }: LeadPictureProps) {
  const [added, setAdded] = useState<PictureChoice[]>([]);
  const [chosen, setChosen] = useState(() => typed("leadMediaId", lead?.id ?? ""));
  const [open, setOpen] = useState(false);
  const all = [...added, ...(lead ? [lead] : []), ...pictures];
  const shown = all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index);
  const current = shown.find(({ id }) => id === chosen);

  useEffect(() => {
    const id = live.loaded?.fields.find(([name]) => name === "leadMediaId")?.[1];
    if (id === undefined) return;
    // Of one that is not among those shown, the copy has the id only.
    if (id !== "") setAdded((before) => [...before, { id, revision: 0, alt: "", name: id }]);
    setChosen(id);
  }, [live.loaded]);

  return (
    <div className="field" id="pictures">
      <ul className="picture-choices" aria-label={labels.leadPicture}>
        <li>
          <label>
            <input
              type="radio"
              name="leadMediaId"
              value=""
              checked={chosen === ""}
              onChange={() => setChosen("")}
              aria-label={labels.noPicture}
            />
            <span>{labels.noPicture}</span>
          </label>
        </li>
        {shown.map(({ id, revision, alt, name }) => (
          <li key={id}>
            <label>
              <input
                type="radio"
                name="leadMediaId"
                value={id}
                checked={chosen === id}
                onChange={() => setChosen(id)}
                aria-label={alt || name || labels.picture}
              />
              {/* biome-ignore lint/performance/noImgElement: a thumbnail of the library's own making. */}
              <img src={mediaSrc(id, 160, "webp", revision)} alt="" loading="lazy" />
            </label>
          </li>
        ))}
      </ul>
      {finds.pictures && pictures.length === 0 && <p role="status">{labels.pictureNone}</p>}
      {current && current.alt === "" && <p className="form-field-warning">{labels.noAlt}</p>}
      <div className="form-search without-script">
        <label htmlFor="picture-words">{labels.pictureSearch}</label>
        <input
          type="search"
          id="picture-words"
          name="pictureWords"
          maxLength={200}
          defaultValue={finds.pictures}
          onInput={(event) => event.stopPropagation()}
        />
        <button type="submit" name="act" value="find" className="button">
          {labels.search}
        </button>
      </div>
      <p className="publish-buttons">
        <button type="button" className="button with-script" onClick={() => setOpen(true)}>
          {labels.fromLibrary}
        </button>
        <a href="/admin/media">{labels.library}</a>
      </p>
      {open && (
        <LibraryDialog
          labels={pickerLabels}
          onClose={() => setOpen(false)}
          onChoose={({ id, revision, alt, originalName }) => {
            setAdded((before) => [{ id, revision, alt, name: originalName }, ...before]);
            setChosen(id);
            live.changed();
          }}
        />
      )}
    </div>
  );
}
