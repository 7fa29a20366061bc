"use client";

import { catchError, type ErrorInfo } from "next/error";
import { type ReactNode, useEffect, useRef } from "react";
import { describeError } from "./describe-error.ts";

interface Props {
  /** The fallback shown in place of the part, without its scripts. */
  fallback?: ReactNode;
  /** `silent`: shows only the fallback. `quiet`: one of many of its kind, which screen readers should not all announce. */
  announcement?: "silent" | "quiet";
}

/**
 * The error boundary around each interactive part of a page: a part that fails shows a message in its place, and the rest of the page keeps
 * working.
 */
export const ErrorBoundary = catchError<Props>(({ fallback, announcement }, failed) => (
  <>
    {announcement !== "silent" && <BoundaryMessage failed={failed} isAnnounced={announcement !== "quiet"} />}
    {fallback}
  </>
));

function BoundaryMessage({ failed, isAnnounced }: { failed: ErrorInfo; isAnnounced: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  const { text, button, recover } = describeError(failed, "part");
  // If the part that failed had the focus, it moves here.
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={element} role={isAnnounced ? "alert" : undefined} className="form-note part-error" tabIndex={-1}>
      <p>{text}</p>
      <button type="button" className="button" onClick={recover}>
        {button}
      </button>
    </div>
  );
}
