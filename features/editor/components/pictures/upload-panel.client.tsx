"use client";

import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { PictureUploadQueue, QueuedPicture } from "./upload-queue.ts";

/** Sentences about what a paste left out, and how to dismiss them. */
interface PasteNotices {
  sentences: string[];
  dismiss(): void;
}

interface Props {
  intake: PictureUploadQueue;
  items: readonly QueuedPicture[];
  notices: PasteNotices;
  /** Called on a retry: the uploads hold up publishing again. */
  retry(): void;
}

/** At most this many refusals are listed by name; a page full of icons has hundreds. */
const maxListedFailures = 12;

/** One progress bar for the pictures being added to the text, and a list of those that failed, with what to do. */
export function PictureUploadPanel({ intake, items, notices, retry }: Props) {
  const t = useTranslator();
  const open = items.filter(({ state }) => state === "waiting" || state === "sending");
  const refused = items.filter(({ state }) => state === "refused");
  const sent = items.length - open.length + open.reduce((sum, { part }) => sum + part, 0);
  const hasEnded = refused.length > 0 || notices.sentences.length > 0;
  return (
    <>
      <p role="status" className="editor-status">
        {open.length > 0 &&
          t.typeset("editor.picturesSending", { n: String(items.length - open.length + 1), of: String(items.length) })}
      </p>
      {open.length > 0 && (
        <div className="upload-panel-progress">
          <progress aria-label={t.typeset("editor.picturesProgress")} max={items.length} value={sent} />
          <button type="button" className="text-button" onClick={intake.cancel}>
            {t.typeset("editor.picturesCancel")}
          </button>
        </div>
      )}
      <div role="alert" className="upload-panel">
        {notices.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {refused.length > 0 && (
          <>
            <p>{t.typeset("editor.picturesRefused", { n: String(refused.length) })}</p>
            <ul>
              {refused.slice(0, maxListedFailures).map(({ key, name, message }) => (
                <li key={key}>
                  <strong>{name}</strong>
                  {t.typeset("editor.nameColon")}
                  {message}
                </li>
              ))}
              {refused.length > maxListedFailures && (
                <li>{t("editor.picturesMore", { n: String(refused.length - maxListedFailures) })}</li>
              )}
            </ul>
            <p>{t.typeset("editor.picturesHelp")}</p>
          </>
        )}
      </div>
      {hasEnded && (
        <p className="upload-panel-buttons">
          {refused.some(({ again }) => again) && (
            <button type="button" className="button" onClick={retry}>
              {t.typeset("editor.picturesRetry")}
            </button>
          )}
          <button
            type="button"
            className="text-button"
            onClick={() => {
              intake.dismiss();
              notices.dismiss();
            }}
          >
            {t.typeset("editor.refusedHide")}
          </button>
        </p>
      )}
    </>
  );
}
