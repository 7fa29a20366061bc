"use client";

import type { ReactNode } from "react";
import type { Translator } from "#i18n/create-translator.ts";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { EditorSessionView } from "../editor-session/browser/session-view.ts";
import { formatDayAndTime, formatTime, isToday, type SiteClock } from "./format-time.ts";

interface Props {
  session: EditorSessionView;
  clock: SiteClock;
}

interface BarProps extends Props {
  /** Where the author is, before the status. */
  place?: ReactNode;
  /** Further content of the bar, after the status. */
  children?: ReactNode;
}

/** The id of the notices above the text, to which the save status links. */
export const editorMessagesId = "editor-messages";

/**
 * Says in a bar that stays in view whether the text is saved. The bar reserves room for its message, so that the text does not move when the
 * message changes. Screen readers announce problems and the results of buttons, but not automatic saves.
 */
export function SaveStatusBar({ session, clock, place, children }: BarProps) {
  const t = useTranslator();
  const state = describeSaveState(session, clock, t);
  const problem = describeProblem(session, t);
  const isWarning = problem !== null || session.isCopyMissing;
  return (
    <div
      className="save-status"
      data-where={session.saveStatus}
      data-saved={isSaved(session) ? "" : undefined}
      data-warning={isWarning ? "" : undefined}
      data-long={isWarning || hasNotice(session) || session.refusedText || session.unanswered ? "" : undefined}
    >
      {place}
      <div className="save-status-message">
        {!problem && !state.isAnnounced && <p>{state.text}</p>}
        <p role="status">
          {problem ?? (state.isAnnounced && state.text)}
          {!problem && session.refusedText && !session.locked && <RejectedSaveNotice session={session} clock={clock} />}
        </p>
        {hasNotice(session) && (
          <p>
            <button
              type="button"
              className="text-button"
              onClick={() => document.getElementById(editorMessagesId)?.focus()}
            >
              {session.locked ? t.typeset("newsroom.form.seeWhyLocked") : t.typeset("newsroom.form.seeNotice")}
            </button>
          </p>
        )}
      </div>
      {children}
    </div>
  );
}

/** Whether what is on the page is on the site. */
function isSaved({ saveStatus, savedAt, conflict, isDeleted, isCopyMissing }: EditorSessionView): boolean {
  return saveStatus === "kept" && savedAt !== null && conflict === null && !isDeleted && !isCopyMissing;
}

function hasNotice(session: EditorSessionView): boolean {
  return session.locked || session.news !== null || session.copies.length > 0 || wasSaveRefused(session);
}

/** Whether the site refused the last save and the text has not been saved since. */
function wasSaveRefused({ refused, saveStatus, locked }: EditorSessionView): boolean {
  return refused !== undefined && (saveStatus === "dirty" || saveStatus === "saving") && !locked;
}

/** Why the text is not saved on the site, and whether it is safe on this device; null where nothing is wrong. */
function describeProblem(session: EditorSessionView, t: Translator): ReactNode {
  const { id, saveStatus, isCopyMissing, locked, refused } = session;
  if (wasSaveRefused(session)) {
    const hasField = Object.keys(refused?.fields ?? {}).length > 0;
    return `${hasField ? t.typeset("newsroom.form.fieldNotAccepted") : t.typeset("newsroom.form.notAccepted")} ${isCopyMissing ? t.typeset("newsroom.form.unstored") : t.typeset("newsroom.form.keptHere")}`;
  }
  if (saveStatus !== "offline" && saveStatus !== "signedOut" && saveStatus !== "otherMember") return null;
  const noAnswer = saveStatus === "offline" && session.unanswered ? t.typeset("newsroom.form.unanswered") : null;
  const keptNotice =
    saveStatus === "offline" && !locked && noAnswer === null
      ? t.typeset("newsroom.form.offlineKept")
      : t.typeset("newsroom.form.keptHere");
  return (
    <>
      {/* Kept here, or not at all: the four states of the bar begin with their word. */}
      {(saveStatus !== "offline" || isCopyMissing) && noAnswer === null && <b>{t.typeset("newsroom.form.unsaved")} </b>}
      {(saveStatus !== "offline" || !isCopyMissing || noAnswer !== null) && (
        <>{noAnswer ?? t.typeset(`newsroom.form.${saveStatus}`)} </>
      )}
      {isCopyMissing ? t.typeset("newsroom.form.unstored") : keptNotice}
      {saveStatus !== "offline" && (
        <>
          {" "}
          <a href={`/login?next=/admin/articles/${id || "new"}`} target="_blank" rel="noopener">
            {t.typeset("newsroom.form.signIn")}
          </a>
        </>
      )}
    </>
  );
}

/** Links to another page's text that the site kept as a revision. */
function RejectedSaveNotice({ session: { id, refusedText, dismissRefusedText }, clock }: Props) {
  const t = useTranslator();
  if (!refusedText) return null;
  const { revision, by, at } = refusedText;
  const time = isToday(at, clock) ? formatTime(at, clock) : formatDayAndTime(at, clock);
  return (
    <>
      {" "}
      {by === null ? t("newsroom.form.refusedOwn", { time }) : t("newsroom.form.refusedOther", { name: by, time })}{" "}
      <a href={`/admin/articles/${id}/revisions?to=${revision}`} onClick={dismissRefusedText}>
        {t.typeset("newsroom.form.refusedSee")}
      </a>{" "}
      <button type="button" className="text-button" onClick={dismissRefusedText}>
        {t.typeset("newsroom.form.refusedHide")}
      </button>
    </>
  );
}

/** The message about the saved text; announced if it is the result of a button or the author needs to know it. */
function describeSaveState(
  session: EditorSessionView,
  clock: SiteClock,
  t: Translator,
): { text: string; isAnnounced: boolean } {
  const { saveStatus, completedAct, savedAt, restoredAt, isCopyMissing, conflict, isDeleted, unanswered } = session;
  const announced = (text: string) => ({ text, isAnnounced: true });
  const silent = (text: string) => ({ text, isAnnounced: false });
  // The text on the page is not the saved one; a notice says where it is kept.
  if (conflict !== null || isDeleted) return silent("");
  if (isCopyMissing) return announced(t.typeset("newsroom.form.unstored"));
  if (restoredAt !== null)
    return announced(t("newsroom.form.copyRestored", { time: formatDayAndTime(restoredAt, clock) }));
  // A change is sent a moment after it was typed.
  if (saveStatus !== "kept") return silent(t.typeset("newsroom.form.saving"));
  if (completedAct === "publish") return announced(t.typeset("newsroom.form.didPublish"));
  if (completedAct === "unpublish") return announced(t.typeset("newsroom.form.didUnpublish"));
  if (!savedAt)
    return silent(session.id > 0 ? t.typeset("newsroom.form.untouched") : t.typeset("newsroom.form.notYet"));
  const saved = t.typeset(unanswered ? "newsroom.form.savedUnanswered" : "newsroom.form.saved", {
    time: formatTime(savedAt, clock),
  });
  return completedAct === "save" ? announced(saved) : silent(saved);
}
