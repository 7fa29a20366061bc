"use client";

import type { ErrorInfo } from "next/error";
import { useEffect, useRef } from "react";
import { browserMessages } from "./browser-messages.ts";
import { describeError } from "./describe-error.ts";

/** Replaces a page that could not be rendered in the browser. */
export function PageError(failed: ErrorInfo) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { text, button, recover } = describeError(failed, "page");
  const sentences = browserMessages();
  useEffect(() => heading.current?.focus(), []);
  return (
    <main id="page" className="wide home page-error" tabIndex={-1}>
      <div className="max-w-text">
        <h1 ref={heading} className="headline text-headline" tabIndex={-1}>
          {sentences["failures.pageHeading"]}
        </h1>
        <p className="mt-5 text-lead text-soft">{text}</p>
        <p className="page-error-actions">
          <button type="button" className="button button-strong" onClick={recover}>
            {button}
          </button>
          <a className="subtle-link" href="/">
            {sentences["failures.home"]}
          </a>
        </p>
      </div>
    </main>
  );
}
