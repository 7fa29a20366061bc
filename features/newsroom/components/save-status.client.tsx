"use client";

import type { ReactNode } from "react";
import { interpolate } from "#lib/interpolate.ts";
import type { EditorSessionView } from "../editor-session/browser/session-view.ts";
import { formatDayAndTime, formatTime, isToday, type SiteClock } from "./format-time.ts";
import type { Labels } from "./labels.ts";

interface Props {
  live: EditorSessionView;
  clock: SiteClock;
  labels: Labels;
}

interface BarProps extends Props {
  /** The rest of the bar. */
  children?: ReactNode;
}

/** The id of the notices above the text, to which the save state leads. */
export const editorMessagesId = "desk-notices";

/**
 * Says in a bar that stays in view whether the text is saved. The bar reserves room for its message, so that the text does not move when the
 * message changes. Screen readers announce problems and the results of buttons, but not automatic saves.
 */
export function SaveStatusBar({ live, clock, labels, children }: BarProps) {
  const state = describeSaveState(live, clock, labels);
  const problem = describeProblem(live, labels);
  const isWarning = problem !== null || live.unstored;
  return (
    <div
      className="save-status"
      data-where={live.where}
      data-warning={isWarning ? "" : undefined}
      data-long={isWarning || hasNotice(live) || live.refusedText || live.unanswered ? "" : undefined}
    >
      <div className="save-status-message">
        {!problem && !state.isAnnounced && <p>{state.text}</p>}
        <p role="status">
          {problem ?? (state.isAnnounced && state.text)}
          {!problem && live.refusedText && !live.locked && (
            <RejectedSaveNotice live={live} clock={clock} labels={labels} />
          )}
        </p>
        {hasNotice(live) && (
          <p>
            <button
              type="button"
              className="text-button"
              onClick={() => document.getElementById(editorMessagesId)?.focus()}
            >
              {live.locked ? labels.seeWhyLocked : labels.seeNotice}
            </button>
          </p>
        )}
      </div>
      {children}
    </div>
  );
}

function hasNotice(live: EditorSessionView): boolean {
  return live.locked || live.news !== null || live.copies.length > 0 || wasSaveRefused(live);
}

/** Whether the site refused the last save and the text has not been saved since. */
function wasSaveRefused({ refused, where, locked }: EditorSessionView): boolean {
  return refused !== undefined && (where === "dirty" || where === "saving") && !locked;
}

/** Why the text is not saved on the site, and whether it is safe on this device; null where nothing is wrong. */
function describeProblem(live: EditorSessionView, labels: Labels): ReactNode {
  const { id, where, unstored, locked, refused } = live;
  if (wasSaveRefused(live)) {
    const hasField = Object.keys(refused?.fields ?? {}).length > 0;
    return `${hasField ? labels.fieldNotAccepted : labels.notAccepted} ${unstored ? labels.unstored : labels.keptHere}`;
  }
  if (where !== "offline" && where !== "signedOut" && where !== "otherMember") return null;
  const noAnswer = where === "offline" && live.unanswered ? labels.unanswered : null;
  const kept = where === "offline" && !locked && noAnswer === null ? labels.offlineKept : labels.keptHere;
  return (
    <>
      {noAnswer ?? labels[where]} {unstored ? labels.unstored : kept}
      {where !== "offline" && (
        <>
          {" "}
          <a href={`/login?next=/admin/articles/${id || "new"}`} target="_blank" rel="noopener">
            {labels.signIn}
          </a>
        </>
      )}
    </>
  );
}

/** Links to another page's text that the site kept as a revision. */
function RejectedSaveNotice({ live: { id, refusedText, dismissRefusedText }, clock, labels }: Props) {
  if (!refusedText) return null;
  const { revision, by, at } = refusedText;
  const time = isToday(at, clock) ? formatTime(at, clock) : formatDayAndTime(at, clock);
  return (
    <>
      {" "}
      {by === null ? interpolate(labels.refusedOwn, { time }) : interpolate(labels.refusedOther, { name: by, time })}{" "}
      <a href={`/admin/articles/${id}/revisions?to=${revision}`} onClick={dismissRefusedText}>
        {labels.refusedSee}
      </a>{" "}
      <button type="button" className="text-button" onClick={dismissRefusedText}>
        {labels.refusedHide}
      </button>
    </>
  );
}

/** The message about the saved text; announced if it is the result of a button or the author needs to know it. */
function describeSaveState(
  live: EditorSessionView,
  clock: SiteClock,
  labels: Labels,
): { text: string; isAnnounced: boolean } {
  const { where, did, savedAt, restored, unstored, conflict, gone, unanswered } = live;
  const announced = (text: string) => ({ text, isAnnounced: true });
  const silent = (text: string) => ({ text, isAnnounced: false });
  // The text on the page is not the saved one; a notice says where it is kept.
  if (conflict !== null || gone) return silent("");
  if (unstored) return announced(labels.unstored);
  if (restored !== null) return announced(labels.copyRestored.replace("{time}", formatDayAndTime(restored, clock)));
  if (where === "saving") return silent(labels.saving);
  if (where !== "kept") return silent(labels.dirty);
  if (did === "publish") return announced(labels.didPublish);
  if (did === "unpublish") return announced(labels.didUnpublish);
  if (!savedAt) return silent(live.id > 0 ? labels.untouched : labels.notYet);
  const saved = (unanswered ? labels.savedUnanswered : labels.saved).replace("{time}", formatTime(savedAt, clock));
  return did === "save" ? announced(saved) : silent(saved);
}
