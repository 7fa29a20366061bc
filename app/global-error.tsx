"use client";

import type { ErrorInfo } from "next/error";
import { browserLanguage } from "#components/ui/browser-messages.ts";
import { PageError } from "#components/ui/page-error.client.tsx";
import "./globals.css";

/** Replaces the whole document when the root layout fails too. */
export default function GlobalError(props: ErrorInfo) {
  return (
    <html lang={browserLanguage()}>
      <body>
        <PageError {...props} />
      </body>
    </html>
  );
}
