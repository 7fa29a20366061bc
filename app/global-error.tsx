"use client";

import type { ErrorInfo } from "next/error";
import { browserLanguage } from "#components/ui/browser-sentences.ts";
import { PageFailure } from "#components/ui/page-failure.client.tsx";
import "./globals.css";

/** Where the frame of all pages fails too: it takes the place of the whole document. */
export default function GlobalError(props: ErrorInfo) {
  return (
    <html lang={browserLanguage()}>
      <body>
        <PageFailure {...props} />
      </body>
    </html>
  );
}
