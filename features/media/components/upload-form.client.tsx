"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import { maxUploadMegabytes } from "../rules.ts";
import { acceptedTypes } from "./accepted-types.ts";
import { UploadList } from "./upload-list.tsx";
import { useUploads } from "./use-uploads.ts";

/** A form to drop or choose pictures. With scripts each file is uploaded on its own, at once, with its progress. */
export function UploadForm() {
  const t = useTranslator();
  const router = useRouter();
  const [live, setLive] = useState(false);
  const [over, setOver] = useState(false);
  const uploads = useUploads(() => router.refresh());
  useEffect(() => setLive(true), []);
  const ended = uploads.items.some(({ state }) => state !== "waiting" && state !== "sending");
  return (
    <section>
      <form
        method="post"
        action="/admin/media/upload"
        encType="multipart/form-data"
        className="media-drop-zone"
        data-over={over ? "" : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          uploads.add(event.dataTransfer.files);
        }}
      >
        <div className="field">
          <label htmlFor="media-file">{t("media.upload.choose")}</label>
          <p id="media-file-hint" className="field-hint">
            {live && `${t("media.upload.drop")} `}
            {t.typeset("media.upload.hint", { megabytes: maxUploadMegabytes })}
          </p>
          <input
            type="file"
            id="media-file"
            name="file"
            multiple
            required
            accept={acceptedTypes}
            aria-describedby="media-file-hint"
            onChange={(event) => {
              uploads.add(event.currentTarget.files ?? []);
              event.currentTarget.value = "";
            }}
          />
        </div>
        {!live && (
          <button type="submit" className="button">
            {t("media.upload.send")}
          </button>
        )}
      </form>
      <UploadList items={uploads.items} cancel={uploads.cancel} retry={uploads.retry} />
      {ended && (
        <button type="button" className="text-button" onClick={uploads.clear}>
          {t("media.upload.clear")}
        </button>
      )}
    </section>
  );
}
