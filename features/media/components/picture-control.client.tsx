"use client";

import { useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { mediaSrc } from "#lib/media-path.ts";
import { MediaPicker } from "./media-picker.client.tsx";

export interface PictureOption {
  id: string;
  alt: string;
}

interface Props {
  name: string;
  value: string;
  /** The ids of its name and of its description. */
  label: string;
  described: string;
  /** The newest pictures of the library, and the chosen ones. */
  pictures: PictureOption[];
  readOnly: boolean;
}

/** Chooses a picture of the library: one of the newest by a radio button, any other in the library's dialog. */
export function PictureControl({ name, value, label, described, pictures, readOnly }: Props) {
  const t = useTranslator();
  const [added, add] = useState<PictureOption[]>([]);
  const [chosen, choose] = useState(value);
  const [open, setOpen] = useState(false);
  const all = [...added, ...pictures];
  const listed = all.filter(({ id }, at) => all.findIndex((one) => one.id === id) === at);
  return (
    <fieldset className="picture-control" aria-labelledby={label}>
      <ul className="picture-choices">
        {[{ id: "", alt: t("settings.picture.none") }, ...listed].map(({ id, alt }) => (
          <li key={id}>
            <label>
              <input
                type="radio"
                name={name}
                value={id}
                checked={chosen === id}
                onChange={() => choose(id)}
                disabled={readOnly}
                aria-label={alt || t("settings.picture.untitled")}
                aria-describedby={described}
              />
              {id === "" ? <span>{t("settings.picture.none")}</span> : <Thumbnail id={id} />}
            </label>
          </li>
        ))}
      </ul>
      {!readOnly && (
        <p className="picture-actions">
          <button type="button" onClick={() => setOpen(true)}>
            {t("settings.picture.choose")}
          </button>
          <a href="/admin/media">{t("settings.picture.library")}</a>
        </p>
      )}
      {open && (
        <MediaPicker
          onChoose={({ id, alt }) => {
            add((before) => [{ id, alt }, ...before]);
            choose(id);
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </fieldset>
  );
}

function Thumbnail({ id }: { id: string }) {
  return (
    <picture>
      <img src={mediaSrc(id, 160, "webp")} alt="" loading="lazy" width={88} height={88} />
    </picture>
  );
}
