"use client";

import { fill } from "#lib/fill.ts";
import type { Labels } from "../labels.ts";
import type { IntakeItem, PictureIntake } from "./intake.ts";

/** What a paste left out, as sentences, and how to put them away. */
export interface IntakeNotices {
  sentences: string[];
  dismiss(): void;
}

interface Props {
  intake: PictureIntake;
  items: readonly IntakeItem[];
  notices: IntakeNotices;
  labels: Labels;
  /** After a retry: what is under way again holds publishing up. */
  retry(): void;
}

/** Refusals that are named one by one; a page of other sites' icons has hundreds. */
const maxNamed = 12;

/** One progress for the pictures on their way into the text, and by name those that did not come, with what to do. */
export function IntakePanel({ intake, items, notices, labels, retry }: Props) {
  const open = items.filter(({ state }) => state === "waiting" || state === "sending");
  const refused = items.filter(({ state }) => state === "refused");
  const gone = items.length - open.length + open.reduce((sum, { part }) => sum + part, 0);
  const hasEnded = refused.length > 0 || notices.sentences.length > 0;
  return (
    <>
      <p role="status" className="desk-said">
        {open.length > 0 &&
          fill(labels.picturesSending, { n: String(items.length - open.length + 1), of: String(items.length) })}
      </p>
      {open.length > 0 && (
        <div className="desk-intake-progress">
          <progress aria-label={labels.picturesProgress} max={items.length} value={gone} />
          <button type="button" className="text-button" onClick={intake.cancel}>
            {labels.picturesCancel}
          </button>
        </div>
      )}
      <div role="alert" className="desk-intake">
        {notices.sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {refused.length > 0 && (
          <>
            <p>{fill(labels.picturesRefused, { n: String(refused.length) })}</p>
            <ul>
              {refused.slice(0, maxNamed).map(({ key, name, message }) => (
                <li key={key}>
                  <strong>{name}</strong>
                  {labels.nameColon}
                  {message}
                </li>
              ))}
              {refused.length > maxNamed && (
                <li>{fill(labels.picturesMore, { n: String(refused.length - maxNamed) })}</li>
              )}
            </ul>
            <p>{labels.picturesHelp}</p>
          </>
        )}
      </div>
      {hasEnded && (
        <p className="desk-intake-buttons">
          {refused.some(({ again }) => again) && (
            <button type="button" className="button" onClick={retry}>
              {labels.picturesRetry}
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
            {labels.refusedHide}
          </button>
        </p>
      )}
    </>
  );
}
