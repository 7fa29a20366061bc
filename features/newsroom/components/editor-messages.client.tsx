"use client";

import type { ReactNode } from "react";
import type { EditorSessionView } from "../editor-session/browser/session-view.ts";
import { formatDayAndTime, type SiteClock } from "./format-time.ts";
import type { Labels } from "./labels.ts";
import { editorMessagesId } from "./save-status.client.tsx";

interface Props {
  live: EditorSessionView;
  held: string | null;
  clock: SiteClock;
  labels: Labels;
}

/** Notices above the text: why the form is read-only, copies on this device, and what happened to the article elsewhere. */
export function EditorMessages({ live, held, clock, labels }: Props) {
  return (
    <div id={editorMessagesId} tabIndex={-1} className="editor-notices">
      <ReadOnlyReason live={live} held={held} labels={labels} />
      <OfferedCopies live={live} clock={clock} labels={labels} />
    </div>
  );
}

/** Why the form is read-only, and how to continue. */
function ReadOnlyReason({ live, held, labels }: Omit<Props, "clock">) {
  const { conflict, gone, other, news, where } = live;
  const takeOver = other && (
    <>
      <button type="button" className="button" onClick={live.takeOver}>
        {other.own ? labels.continueHere : labels.takeOver}
      </button>
      <p role="alert">{live.takeFailed && labels.takeFailed}</p>
    </>
  );
  if (gone)
    return (
      <Notice>
        <p>
          {labels.gone} {live.unstored ? labels.unstored : labels.goneKept}
        </p>
        <button type="button" className="button" onClick={live.beginAgain}>
          {labels.beginAgain}
        </button>
      </Notice>
    );
  if (conflict !== null)
    return (
      <Notice>
        <p>{conflict}</p>
        <p>
          <a href={`/admin/articles/${live.id}/revisions`}>{labels.compare}</a>
          {!other && (
            <>
              {" · "}
              <a href={`/admin/articles/${live.id}`}>{labels.loadTheirs}</a>
            </>
          )}
        </p>
        {takeOver}
      </Notice>
    );
  if (other)
    return (
      <Notice>
        <p>{other.own ? labels.otherWindow : labels.other.replace("{name}", other.name)}</p>
        {where !== "kept" && !live.unstored && <p>{labels.otherWaiting}</p>}
        {takeOver}
      </Notice>
    );
  if (news !== null)
    return (
      <Notice role={news === "appeared" ? "status" : "alert"}>
        <p>{{ appeared: labels.appeared, failed: labels.failed, changed: labels.changedElsewhere }[news]}</p>
        <p>
          <a href={`/admin/articles/${live.id}`}>
            {{ appeared: labels.reload, failed: labels.seeWhy, changed: labels.loadTheirs }[news]}
          </a>
        </p>
      </Notice>
    );
  if (held !== null && where === "kept" && live.savedAt === null)
    return <p className="editor-notice">{labels.other.replace("{name}", held)}</p>;
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
function OfferedCopies({ live, clock, labels }: Omit<Props, "held">) {
  const [copy] = live.copies;
  if (!copy || live.locked) return null;
  return (
    <Notice role="status">
      <p>{labels.copyFound.replace("{time}", formatDayAndTime(copy.at, clock))}</p>
      <button type="button" className="button" onClick={() => live.takeCopy(copy.id)}>
        {labels.copyRestore}
      </button>{" "}
      <button
        type="button"
        className="text-button"
        onClick={() => confirm(labels.reallyDropCopy) && live.forgetCopy(copy.id)}
      >
        {labels.copyDrop}
      </button>
    </Notice>
  );
}
