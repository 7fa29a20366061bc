"use client";

import type { ReactNode } from "react";
import { useTranslator } from "#i18n/messages-provider.client.tsx";
import type { EditorSessionView } from "../editor-session/browser/session-view.ts";
import { formatDayAndTime, type SiteClock } from "./format-time.ts";
import { editorMessagesId } from "./save-status.client.tsx";

interface Props {
  session: EditorSessionView;
  initialLockHolder: string | null;
  clock: SiteClock;
}

/** Notices above the text: why the form is read-only, copies on this device, and what happened to the article elsewhere. */
export function EditorMessages({ session, initialLockHolder, clock }: Props) {
  return (
    <div id={editorMessagesId} tabIndex={-1} className="editor-notices">
      <ReadOnlyReason session={session} initialLockHolder={initialLockHolder} />
      <OfferedCopies session={session} clock={clock} />
    </div>
  );
}

/** Why the form is read-only, and how to continue. */
function ReadOnlyReason({ session, initialLockHolder }: Omit<Props, "clock">) {
  const t = useTranslator();
  const { conflict, isDeleted, lockHolder, news, saveStatus } = session;
  const takeOver = lockHolder && (
    <>
      <button type="button" className="button" onClick={session.takeOver}>
        {lockHolder.own ? t.typeset("newsroom.form.continueHere") : t.typeset("newsroom.form.takeOver")}
      </button>
      <p role="alert">{session.isTakeoverFailed && t.typeset("newsroom.form.takeFailed")}</p>
    </>
  );
  if (isDeleted)
    return (
      <Notice>
        <p>
          {t.typeset("newsroom.form.gone")}{" "}
          {session.isCopyMissing ? t.typeset("newsroom.form.unstored") : t.typeset("newsroom.form.goneKept")}
        </p>
        <button type="button" className="button" onClick={session.createFromDeleted}>
          {t.typeset("newsroom.form.beginAgain")}
        </button>
      </Notice>
    );
  if (conflict !== null)
    return (
      <Notice>
        <p>{conflict}</p>
        <p>
          <a href={`/admin/articles/${session.id}/revisions`}>{t.typeset("newsroom.form.compare")}</a>
          {!lockHolder && (
            <>
              {" · "}
              <a href={`/admin/articles/${session.id}`}>{t.typeset("newsroom.form.loadTheirs")}</a>
            </>
          )}
        </p>
        {takeOver}
      </Notice>
    );
  if (lockHolder)
    return (
      <Notice>
        <p>
          {lockHolder.own
            ? t.typeset("newsroom.form.otherWindow")
            : t.typesetAround("newsroom.form.other", { name: lockHolder.name })}
        </p>
        {saveStatus !== "kept" && !session.isCopyMissing && <p>{t.typeset("newsroom.form.otherWaiting")}</p>}
        {takeOver}
      </Notice>
    );
  if (news !== null)
    return (
      <Notice role={news === "appeared" ? "status" : "alert"}>
        <p>
          {
            {
              appeared: t.typeset("newsroom.form.appeared"),
              failed: t.typeset("newsroom.form.failed"),
              changed: t.typeset("newsroom.form.changedElsewhere"),
            }[news]
          }
        </p>
        <p>
          <a href={`/admin/articles/${session.id}`}>
            {
              {
                appeared: t.typeset("newsroom.form.reload"),
                failed: t.typeset("newsroom.form.seeWhy"),
                changed: t.typeset("newsroom.form.loadTheirs"),
              }[news]
            }
          </a>
        </p>
      </Notice>
    );
  if (initialLockHolder !== null && saveStatus === "kept" && session.savedAt === null)
    return <p className="editor-notice">{t.typesetAround("newsroom.form.other", { name: initialLockHolder })}</p>;
  return null;
}

function Notice({ role = "alert", children }: { role?: "alert" | "status"; children: ReactNode }) {
  return (
    <div className="editor-notice" role={role}>
      {children}
    </div>
  );
}

/** Offers the copies that their author has to decide about, one at a time. */
function OfferedCopies({ session, clock }: Omit<Props, "initialLockHolder">) {
  const t = useTranslator();
  const [copy] = session.copies;
  if (!copy || session.locked) return null;
  return (
    <Notice role="status">
      <p>{t("newsroom.form.copyFound", { time: formatDayAndTime(copy.at, clock) })}</p>
      <button type="button" className="button" onClick={() => session.restoreCopy(copy.id)}>
        {t.typeset("newsroom.form.copyRestore")}
      </button>{" "}
      <button
        type="button"
        className="text-button"
        onClick={() => confirm(t.typeset("newsroom.form.reallyDropCopy")) && session.deleteCopy(copy.id)}
      >
        {t.typeset("newsroom.form.copyDrop")}
      </button>
    </Notice>
  );
}
