"use client";

import { useState } from "react";
import type { PickerLabels } from "#features/media/components/labels.ts";
import { MediaPicker } from "#features/media/components/media-picker.client.tsx";
import { mediaSrc } from "#lib/media-path.ts";

export interface PictureOption {
  id: string;
  alt: string;
}

interface Props {
  name: string;
  shown: string;
  /** The id of its name, and of what is said of it. */
  label: string;
  described: string;
  /** The newest of the library, and those that are chosen. */
  pictures: PictureOption[];
  readOnly: boolean;
  labels: Record<"none" | "choose" | "library" | "untitled", string> & { picker: PickerLabels };
}

/** A picture of the library: one of the newest as a radio button, any other one through the library's own dialog. */
export function PictureControl({ name, shown, label, described, pictures, readOnly, labels }: Props) {
  const [added, add] = useState<PictureOption[]>([]);
  const [chosen, choose] = useState(shown);
  const [open, setOpen] = useState(false);
  const all = [...added, ...pictures];
  const listed = all.filter(({ id }, at) => all.findIndex((one) => one.id === id) === at);
  return (
    <fieldset className="setting-picture" aria-labelledby={label}>
      <ul className="picture-choices">
        {[{ id: "", alt: labels.none }, ...listed].map(({ id, alt }) => (
          <li key={id}>
            <label>
              <input
                type="radio"
                name={name}
                value={id}
                checked={chosen === id}
                onChange={() => choose(id)}
                disabled={readOnly}
                aria-label={alt || labels.untitled}
                aria-describedby={described}
              />
              {id === "" ? <span>{labels.none}</span> : <Thumbnail id={id} />}
            </label>
          </li>
        ))}
      </ul>
      {!readOnly && (
        <p className="setting-meta">
          <button type="button" className="with-script" onClick={() => setOpen(true)}>
            {labels.choose}
          </button>
          <a href="/admin/media">{labels.library}</a>
        </p>
      )}
      {open && (
        <MediaPicker
          labels={labels.picker}
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
