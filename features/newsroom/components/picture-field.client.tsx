"use client";

import { useState } from "react";
import { mediaSrc } from "#features/media/rules.ts";
import type { Labels } from "./labels.ts";
import { uploadPicture } from "./upload-picture.ts";
import type { LiveDesk } from "./use-desk.client.tsx";

export interface ShownPicture {
  id: string;
  width: number;
  height: number;
  alt: string;
  name?: string;
}

interface Props {
  lead: ShownPicture | null;
  /** The newest of the library. */
  pictures: ShownPicture[];
  labels: Labels;
  live: LiveDesk;
}

/** The picture above the text: one of the newest, or a new one. Radio buttons, so that it needs no script. */
export function PictureField({ lead, pictures, labels, live }: Props) {
  const [added, setAdded] = useState<ShownPicture[]>([]);
  const [chosen, setChosen] = useState(lead?.id ?? "");
  const [failed, setFailed] = useState("");
  const all = [...added, ...(lead ? [lead] : []), ...pictures];
  const shown = all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index);
  const current = shown.find(({ id }) => id === chosen);
  return (
    <div className="field">
      <ul className="desk-pictures" aria-label={labels.leadPicture}>
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
        {shown.map(({ id, alt, name }) => (
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
              <img src={mediaSrc(id, 160, "webp")} alt="" loading="lazy" />
            </label>
          </li>
        ))}
      </ul>
      {current && current.alt === "" && <p className="desk-warning">{labels.noAlt}</p>}
      <p className="field-hint">
        <a href="/admin/media">{labels.library}</a>
      </p>
      <label className="needs-script desk-upload">
        <span>{labels.upload}</span>
        <input
          type="file"
          accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
          onChange={async (event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (!file) return;
            setFailed("");
            const sent = await uploadPicture(file, labels.uploadFailed);
            input.value = "";
            if (!sent.ok) return setFailed(sent.message);
            setAdded((before) => [sent.picture, ...before]);
            setChosen(sent.picture.id);
            live.changed();
          }}
        />
      </label>
      {failed && (
        <p role="alert" className="field-error">
          {failed}
        </p>
      )}
    </div>
  );
}
