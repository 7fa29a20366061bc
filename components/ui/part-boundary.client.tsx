"use client";

import { catchError, type ErrorInfo } from "next/error";
import { type ReactNode, useEffect, useRef } from "react";
import { failureOf } from "./failure.ts";

interface Props {
  /** What stays in the part's place, without its scripts. */
  instead?: ReactNode;
  /** `silent`: what stays says enough. `quiet`: one of many of its kind, which no screen reader should announce at once. */
  manner?: "silent" | "quiet";
}

/** Around each interactive part of a page: where it fails, it says so in its place, and the rest of the page stays as it is. */
export const PartBoundary = catchError<Props>(({ instead, manner }, failed) => (
  <>
    {manner !== "silent" && <PartFailure failed={failed} live={manner !== "quiet"} />}
    {instead}
  </>
));

function PartFailure({ failed, live }: { failed: ErrorInfo; live: boolean }) {
  const element = useRef<HTMLDivElement>(null);
  const { text, button, recover } = failureOf(failed, "part");
  // Whoever was in the part that went goes on here.
  useEffect(() => {
    if (document.activeElement === document.body) element.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={element} role={live ? "alert" : undefined} className="form-note part-failure" tabIndex={-1}>
      <p>{text}</p>
      <button type="button" className="button" onClick={recover}>
        {button}
      </button>
    </div>
  );
}
