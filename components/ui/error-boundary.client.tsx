"use client";

import { catchError, type ErrorInfo } from "next/error";
import { type ReactNode, useEffect, useRef } from "react";
import { describeError } from "./describe-error.ts";

interface Props {
  /** The fallback shown in place of the part, without its scripts. */
  fallback?: ReactNode;
  /** `silent`: shows the fallback alone. `quiet`: one of many of its kind, which screen readers should not announce all at once. */
  announcement?: "silent" | "quiet";
}

/** The error boundary around each interactive part of a page: a part that fails says so in its place, and the rest of the page keeps working. */
export const ErrorBoundary = catchError<Props>(({ fallback, announcement }, failed) => (
  <>
    {announcement !== "silent" && <BoundaryMessage failed={failed} live={announcement !== "quiet"} />}
    {fallback}
  </>
));

function BoundaryMessage({ failed, live }: { failed: ErrorInfo; live: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  const { text, button, recover } = describeError(failed, "part");
  // If the focus was in the part that failed, it moves here.
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={element} role={live ? "alert" : undefined} className="form-note part-error" tabIndex={-1}>
      <p>{text}</p>
      <button type="button" className="button" onClick={recover}>
        {button}
      </button>
    </div>
  );
}
